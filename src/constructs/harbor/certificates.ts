import { Construct } from 'constructs';
import type { EnvVar, Volume, VolumeMount } from 'kubernetes-types/core/v1';
import { type HarborPartName, partName } from '../../plan/harbor';
import type { Plan } from '../../plan/plan';
import { CERT_MANAGER_API, TRAEFIK_API } from '../../plan/provides';
import { Resource } from '../resource';

/** Ten years: whoever renews the authority restarts every part at once. */
const AUTHORITY = `${10 * 365 * 24}h`;
/** The parts read their certificates when they start, so any restart within the last year is in time. */
const LIFE = `${3 * 365 * 24}h`;
const RENEWED_BEFORE = `${365 * 24}h`;

/** Certificates by which the parts of Harbor know each other, of an authority that knows nobody else. */
export class HarborCertificates extends Construct {
  constructor(
    scope: Construct,
    id: string,
    private readonly plan: Plan,
  ) {
    super(scope, id);
    const { services: namespace } = plan.site.namespaces;
    const issuer = (name: string, spec: object) =>
      new Resource(this, name, { apiVersion: CERT_MANAGER_API, kind: 'Issuer', metadata: { name, namespace }, spec });
    issuer('harbor-self-signed', { selfSigned: {} });
    this.certificate('harbor-authority', {
      isCA: true,
      commonName: 'harbor-authority',
      secretName: 'harbor-authority',
      duration: AUTHORITY,
      privateKey: { algorithm: 'ECDSA', size: 256, rotationPolicy: 'Never' },
      issuerRef: { group: 'cert-manager.io', kind: 'Issuer', name: 'harbor-self-signed' },
    });
    issuer('harbor-authority-issuer', { ca: { secretName: 'harbor-authority' } });
  }

  /** The certificate of one part, and what its container needs for it. */
  of(part: HarborPartName): PartCertificate {
    const { site } = this.plan;
    const name = partName(part);
    const host = `${name}.${site.namespaces.services}.svc`;
    const secretName = `${name}-internal-tls`;
    this.certificate(name, {
      secretName,
      dnsNames: [name, host, `${host}.${site.cluster.domain}`, 'localhost'],
      ipAddresses: ['127.0.0.1'],
      duration: LIFE,
      renewBefore: RENEWED_BEFORE,
      privateKey: { algorithm: 'ECDSA', size: 256, rotationPolicy: 'Always' },
      issuerRef: { group: 'cert-manager.io', kind: 'Issuer', name: 'harbor-authority-issuer' },
    });
    const folder = `/etc/harbor/ssl/${part}`;
    return {
      secretName,
      folder,
      env: [
        { name: 'INTERNAL_TLS_ENABLED', value: 'true' },
        { name: 'INTERNAL_TLS_KEY_PATH', value: `${folder}/tls.key` },
        { name: 'INTERNAL_TLS_CERT_PATH', value: `${folder}/tls.crt` },
        // Programs in Go trust what lies here beside the authorities of their image.
        { name: 'SSL_CERT_DIR', value: folder },
      ],
      mount: { name: 'internal-tls', mountPath: folder, readOnly: true },
      volume: { name: 'internal-tls', secret: { secretName, defaultMode: 0o440 } },
    };
  }

  /** How the ingress controller connects to a part; gives the annotations of its Service. */
  transport(part: HarborPartName, { secretName }: PartCertificate): Readonly<Record<string, string>> {
    const { site } = this.plan;
    const namespace = site.namespaces.services;
    const name = partName(part);
    new Resource(this, `${name}-transport`, {
      apiVersion: TRAEFIK_API,
      kind: 'ServersTransport',
      metadata: { name, namespace },
      spec: {
        serverName: `${name}.${namespace}.svc.${site.cluster.domain}`,
        rootCAsSecrets: [secretName],
      },
    });
    return {
      'traefik.ingress.kubernetes.io/service.serversscheme': 'https',
      'traefik.ingress.kubernetes.io/service.serverstransport': `${namespace}-${name}@kubernetescrd`,
    };
  }

  private certificate(name: string, spec: object): void {
    const { services: namespace } = this.plan.site.namespaces;
    new Resource(this, `${name}-certificate`, {
      apiVersion: CERT_MANAGER_API,
      kind: 'Certificate',
      metadata: { name: `${name}-internal`, namespace },
      spec,
    });
  }
}

/** What a container needs to serve and to trust. */
export interface PartCertificate {
  readonly secretName: string;
  readonly folder: string;
  readonly env: readonly EnvVar[];
  readonly mount: VolumeMount;
  readonly volume: Volume;
}
