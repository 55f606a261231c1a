import { Construct } from 'constructs';
import type { IssuerSource } from '../config/ingress';
import type { Site } from '../config/site';
import type { SecretForm } from '../manifest';
import { CHARTS } from '../plan/addons/charts';
import { CERT_MANAGER_API } from '../plan/provides';
import { ManagedSecret } from './managed-secret';
import { Resource } from './resource';

type Acme = Extract<IssuerSource, { kind: 'acme' }>;

/** The issuer of a site's certificates, where the platform declares it. */
export class Issuer extends Construct {
  constructor(scope: Construct, id: string, { ingress: { tls } }: Site) {
    super(scope, id);
    if (tls.kind !== 'cert-manager' || tls.issuer.source.kind === 'existing') return;
    const { kind, name, source } = tls.issuer;
    new Resource(this, 'issuer', {
      apiVersion: CERT_MANAGER_API,
      kind,
      metadata: { name },
      spec: this.specOf(source, name),
    });
  }

  private specOf(source: Exclude<IssuerSource, { kind: 'existing' }>, name: string): object {
    if (source.kind === 'self-signed') return { selfSigned: {} };
    if (source.kind === 'ca') return { ca: { secretName: source.secret } };
    const { server, email, dns } = source;
    return {
      acme: {
        server,
        email,
        // cert-manager makes this Secret: the account's key.
        privateKeySecretRef: { name: `${name}-account` },
        solvers: [{ dns01: this.solver(dns) }],
      },
    };
  }

  private solver(dns: Acme['dns']): object {
    switch (dns.kind) {
      case 'route53':
        return { route53: { region: dns.region } };
      case 'cloudflare':
        return {
          cloudflare: {
            apiTokenSecretRef: this.secret('Token of Cloudflare that may edit the zone of the domain', 'bearer'),
          },
        };
      case 'rfc2136':
        return {
          rfc2136: {
            nameserver: dns.nameserver,
            tsigKeyName: dns.keyName,
            tsigAlgorithm: dns.algorithm,
            // cert-manager decodes it (pkg/issuer/acme/dns/rfc2136/tsig.go).
            tsigSecretSecretRef: this.secret(`Key ${dns.keyName} of the name server`, 'base64'),
          },
        };
    }
  }

  /** Where an issuer of the whole cluster looks for its Secrets: in cert-manager's namespace. */
  private secret(description: string, form: SecretForm): { name: string; key: string } {
    const secret = new ManagedSecret(this, 'dns', {
      namespace: CHARTS.certManager.namespace,
      name: 'acme-dns',
      keys: { key: [{ kind: 'supplied', name: 'acme-dns', description, form }] },
    });
    return { name: secret.name, key: 'key' };
  }
}
