import { Construct } from 'constructs';
import type { IngressSpec } from 'kubernetes-types/networking/v1';
import { STRIP_CLIENT_CERTIFICATE } from '../plan/addons/traefik-values';
import { harborOf } from '../plan/harbor';
import type { Plan } from '../plan/plan';
import { CERT_MANAGER_API, TRAEFIK_API } from '../plan/provides';
import { Issuer } from './issuer';
import { Resource } from './resource';

/** A Service with a port named `http`. */
export interface WebService {
  readonly serviceName: string;
}

/** What is served on the host of the login. */
export interface ServedLogin {
  /** Absent: nothing is. */
  readonly host?: string;
  readonly service: WebService;
  /** Prefixes of the paths that are served; all others are not found. */
  readonly paths: readonly string[];
  /** Paths that are answered as if another one had been asked. @default none */
  readonly routes?: readonly { readonly path: string; readonly to: string }[];
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
  private readonly loginTlsSecret: string | undefined;
  private readonly registryTlsSecret: string | undefined;

  constructor(
    scope: Construct,
    id: string,
    private readonly plan: Plan,
  ) {
    super(scope, id);
    const { services, sessions } = plan.site.namespaces;
    new Issuer(this, 'issuer', plan.site);
    this.platformTlsSecret = this.certificate('platform', services, plan.hosts.platform);
    const platform = this.certificates.get('platform');
    this.platformCertificate = platform ? [platform] : [];
    this.sessionsTlsSecret = servesSessions(plan)
      ? this.certificate('sessions', sessions, plan.hosts.sessions)
      : undefined;
    this.loginTlsSecret = plan.hosts.login && this.certificate('login', services, plan.hosts.login);
    const [registry] = harborOf(plan.site) ? plan.hosts.harbors : [];
    this.registryTlsSecret = registry && this.certificate('registry', services, registry);
    this.middleware(this.compression, sessions, { compress: {} });
    this.middleware(this.forwardedProto, sessions, {
      headers: { customRequestHeaders: { 'X-Forwarded-Proto': 'https' } },
    });
    // The services believe this header, so it must not come from outside.
    this.middleware(STRIP_CLIENT_CERTIFICATE, services, {
      headers: { customRequestHeaders: { 'X-Client-Certificate': '' } },
    });
    this.redirect();
  }

  /** Serves a path of the platform host. */
  serve(path: string, service: WebService): Resource {
    return this.route(service.serviceName, {
      host: this.plan.hosts.platform,
      tlsSecret: this.platformTlsSecret,
      service,
      paths: [path],
    });
  }

  /** Serves the login on its own host. */
  serveLogin({ host, service, paths, routes = [] }: ServedLogin): void {
    if (host === undefined) return;
    const common = { host, tlsSecret: this.loginTlsSecret, service };
    this.route(service.serviceName, { ...common, paths });
    for (const [index, { path, to }] of routes.entries()) {
      const name = `${service.serviceName}-route-${index + 1}`;
      const middleware = `${name}-path`;
      this.middleware(middleware, this.plan.site.namespaces.services, { replacePath: { path: to } });
      this.route(name, { ...common, paths: [path], pathType: 'Exact', middleware });
    }
  }

  /** Serves the host of the registry: some paths by one service, all others by another. */
  serveRegistry(paths: readonly string[], service: WebService, others: WebService): void {
    const [host = ''] = this.plan.hosts.harbors;
    const common = { host, tlsSecret: this.registryTlsSecret };
    this.route(service.serviceName, { ...common, service, paths });
    this.route(others.serviceName, { ...common, service: others, paths: ['/'] });
  }

  private route(name: string, { host, tlsSecret, service, paths, pathType = 'Prefix', middleware }: Route): Resource {
    const { site } = this.plan;
    const namespace = site.namespaces.services;
    const middlewares = [STRIP_CLIENT_CERTIFICATE, ...(middleware === undefined ? [] : [middleware])];
    return new Resource(this, name, {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'Ingress',
      metadata: {
        name,
        namespace,
        annotations: {
          'traefik.ingress.kubernetes.io/router.entrypoints': site.ingress.entryPoints.https,
          // Traefik takes `spec.tls` for certificates only; without this the route has TLS only where its entry point has.
          'traefik.ingress.kubernetes.io/router.tls': 'true',
          'traefik.ingress.kubernetes.io/router.middlewares': middlewares
            .map((one) => `${namespace}-${one}@kubernetescrd`)
            .join(','),
        },
      },
      spec: {
        ingressClassName: site.ingress.className,
        tls: [{ hosts: [host], ...(tlsSecret && { secretName: tlsSecret }) }],
        rules: [
          {
            host,
            http: {
              paths: paths.map((path) => ({
                path,
                pathType,
                backend: { service: { name: service.serviceName, port: { name: 'http' } } },
              })),
            },
          },
        ],
      } satisfies IngressSpec,
    });
  }

  private certificate(
    id: 'platform' | 'sessions' | 'login' | 'registry',
    namespace: string,
    host: string,
  ): string | undefined {
    const { tls } = this.plan.site.ingress;
    if (tls.kind === 'controller-default') return undefined;
    if (tls.kind === 'secrets') return tls[id];
    const secretName = `${id}-tls`;
    const certificate = new Resource(this, `${id}-certificate`, {
      apiVersion: CERT_MANAGER_API,
      kind: 'Certificate',
      metadata: { name: id, namespace },
      spec: {
        secretName,
        dnsNames: [host],
        issuerRef: { group: 'cert-manager.io', kind: tls.issuer.kind, name: tls.issuer.name },
      },
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
    const served = [
      hosts.platform,
      ...(servesSessions(this.plan) ? [hosts.sessions] : []),
      ...(hosts.login ? [hosts.login] : []),
      ...(harborOf(site) ? hosts.harbors : []),
    ];
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

/** One host with some of its paths, as an Ingress states it. */
interface Route {
  readonly host: string;
  readonly tlsSecret: string | undefined;
  readonly service: WebService;
  readonly paths: readonly string[];
  readonly pathType?: 'Prefix' | 'Exact';
  /** Middleware of its own, in the namespace of the services. */
  readonly middleware?: string;
}

/** Whether any session is reached from outside; batch sessions are not. */
const servesSessions = ({ sessionTypes }: Plan) => Object.values(sessionTypes).some(({ web }) => web !== undefined);
