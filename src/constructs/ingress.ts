import { Construct } from 'constructs';
import type { IngressSpec } from 'kubernetes-types/networking/v1';
import type { Plan } from '../plan/plan';
import { CERT_MANAGER_API, TRAEFIK_API } from '../plan/provides';
import { Resource } from './resource';

/** A Service with a port named `http`. */
export interface WebService {
  readonly serviceName: string;
}

/** Web traffic into the platform: HTTPS to the services; HTTP answers with a redirect; sessions bring their own routes. */
export class Ingress extends Construct {
  /** Middlewares that session routes name, in the namespace of the sessions. */
  readonly compression = 'compression';
  readonly forwardedProto = 'forwarded-proto';
  /** Secret with the certificate of the sessions host; `undefined`: the controller's default certificate. */
  readonly sessionsTlsSecret: string | undefined;
  /** Certificate of the platform host, where one is asked for: without it nobody can call a service by its public address. */
  readonly platformCertificate: readonly Resource[];
  private readonly platformTlsSecret: string | undefined;
  private readonly certificates = new Map<string, Resource>();

  constructor(
    scope: Construct,
    id: string,
    private readonly plan: Plan,
  ) {
    super(scope, id);
    const { services, sessions } = plan.site.namespaces;
    this.platformTlsSecret = this.certificate('platform', services, plan.hosts.platform);
    const platform = this.certificates.get('platform');
    this.platformCertificate = platform ? [platform] : [];
    this.sessionsTlsSecret = servesSessions(plan)
      ? this.certificate('sessions', sessions, plan.hosts.sessions)
      : undefined;
    this.middleware(this.compression, sessions, { compress: {} });
    this.middleware(this.forwardedProto, sessions, {
      headers: { customRequestHeaders: { 'X-Forwarded-Proto': 'https' } },
    });
    // The services believe this header, so it must not come from outside.
    this.middleware('strip-client-certificate', services, {
      headers: { customRequestHeaders: { 'X-Client-Certificate': '' } },
    });
    this.redirect();
  }

  /** Serves a path of the platform host. */
  serve(path: string, service: WebService): Resource {
    const { site, hosts } = this.plan;
    const namespace = site.namespaces.services;
    return new Resource(this, service.serviceName, {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'Ingress',
      metadata: {
        name: service.serviceName,
        namespace,
        annotations: {
          'traefik.ingress.kubernetes.io/router.entrypoints': site.ingress.entryPoints.https,
          // Traefik takes `spec.tls` for certificates only; without this the route has TLS only where its entry point has.
          'traefik.ingress.kubernetes.io/router.tls': 'true',
          'traefik.ingress.kubernetes.io/router.middlewares': `${namespace}-strip-client-certificate@kubernetescrd`,
        },
      },
      spec: {
        ingressClassName: site.ingress.className,
        tls: [{ hosts: [hosts.platform], ...(this.platformTlsSecret && { secretName: this.platformTlsSecret }) }],
        rules: [
          {
            host: hosts.platform,
            http: {
              paths: [
                {
                  path,
                  pathType: 'Prefix',
                  backend: { service: { name: service.serviceName, port: { name: 'http' } } },
                },
              ],
            },
          },
        ],
      } satisfies IngressSpec,
    });
  }

  private certificate(id: 'platform' | 'sessions', namespace: string, host: string): string | undefined {
    const { tls } = this.plan.site.ingress;
    if (tls.kind === 'controller-default') return undefined;
    if (tls.kind === 'secrets') return tls[id];
    const secretName = `${id}-tls`;
    const certificate = new Resource(this, `${id}-certificate`, {
      apiVersion: CERT_MANAGER_API,
      kind: 'Certificate',
      metadata: { name: id, namespace },
      spec: { secretName, dnsNames: [host], issuerRef: { group: 'cert-manager.io', ...tls.issuer } },
    });
    this.certificates.set(id, certificate);
    return secretName;
  }

  private middleware(name: string, namespace: string, spec: object): void {
    new Resource(this, name, { apiVersion: TRAEFIK_API, kind: 'Middleware', metadata: { name, namespace }, spec });
  }

  private redirect(): void {
    const { site, hosts } = this.plan;
    const namespace = site.namespaces.services;
    const served = [hosts.platform, ...(servesSessions(this.plan) ? [hosts.sessions] : [])];
    this.middleware('https-only', namespace, { redirectScheme: { scheme: 'https', permanent: true } });
    new Resource(this, 'http', {
      apiVersion: TRAEFIK_API,
      kind: 'IngressRoute',
      metadata: { name: 'https-only', namespace },
      spec: {
        entryPoints: [site.ingress.entryPoints.http],
        routes: [
          {
            kind: 'Rule',
            match: served.map((host) => `Host(\`${host}\`)`).join(' || '),
            // Behind every other route: a longer rule would otherwise win over the one that answers an ACME challenge.
            priority: 1,
            middlewares: [{ name: 'https-only' }],
            services: [{ kind: 'TraefikService', name: 'noop@internal' }],
          },
        ],
      },
    });
  }
}

/** Whether any session is reached from outside; batch sessions are not. */
const servesSessions = ({ sessionTypes }: Plan) => Object.values(sessionTypes).some(({ web }) => web !== undefined);
