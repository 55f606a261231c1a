import * as z from 'zod';
import { AddressRange, DnsLabel, DomainName, HttpsUrl } from './names';
import { Duration } from './units';

/** How a certificate authority is shown that a name is ours: by a record that cert-manager puts into its zone. */
const Dns01 = z.discriminatedUnion('kind', [
  /** A name server that takes dynamic updates, signed with a key that the secret store holds as `acme-dns`. */
  z.strictObject({
    kind: z.literal('rfc2136'),
    /** Name server, e.g. `192.0.2.53:53`. */
    nameserver: z
      .string()
      .max(260)
      .regex(/^[a-z0-9][a-z0-9.-]*:\d{2,5}$/, 'write a name server with its port, e.g. 192.0.2.53:53'),
    /** Name of the key. */
    keyName: DomainName,
    /** How updates are signed. */
    algorithm: z.enum(['HMACSHA256', 'HMACSHA512']).default('HMACSHA256'),
  }),
  /** Cloudflare, by a token that the secret store holds as `acme-dns`. */
  z.strictObject({ kind: z.literal('cloudflare') }),
  /** Route 53, by the rights of cert-manager's own pods. */
  z.strictObject({
    kind: z.literal('route53'),
    /** Region, e.g. `eu-west-1`. */
    region: z.string().regex(/^[a-z]{2}(?:-[a-z]+)+-\d$/, 'write a region such as eu-west-1'),
  }),
]);

/** How an issuer comes to be. */
const IssuerSource = z.discriminatedUnion('kind', [
  /** It is in the cluster. */
  z.strictObject({ kind: z.literal('existing') }),
  /** The platform declares it: a public authority that speaks ACME. */
  z.strictObject({
    kind: z.literal('acme'),
    /** Directory of the authority. */
    server: HttpsUrl.default('https://acme-v02.api.letsencrypt.org/directory'),
    /** Where the authority writes to when a certificate is about to expire. */
    email: z.email({ error: 'write an address such as ops@example.org' }).max(254),
    /** How a name is shown to be ours. */
    dns: Dns01,
  }),
  /** The platform declares it: an authority of your own, whose key and certificate are a Secret in cert-manager's namespace. Services of the platform know public ones only: refused where they call each other (docs/services.md says what else there is). */
  z.strictObject({
    kind: z.literal('ca'),
    /** Secret of type `kubernetes.io/tls`; it exists. */
    secret: DnsLabel,
  }),
  /** The platform declares it: certificates that nobody else trusts, for a cluster to play with. Refused where services call each other. */
  z.strictObject({ kind: z.literal('self-signed') }),
]);
export type IssuerSource = z.infer<typeof IssuerSource>;

/** Where certificates come from. */
const Tls = z.discriminatedUnion('kind', [
  /** The ingress controller's own default certificate. */
  z.strictObject({ kind: z.literal('controller-default') }),
  /** Secrets of type `kubernetes.io/tls` that somebody else keeps. */
  z.strictObject({
    kind: z.literal('secrets'),
    /** Secret for the platform host, in the namespace of the services. */
    platform: DnsLabel.default('platform-tls'),
    /** Secret for the sessions host, in the namespace of the sessions. */
    sessions: DnsLabel.default('sessions-tls'),
    /** Secret for the host of a login that the platform runs, in the namespace of the services. */
    login: DnsLabel.default('login-tls'),
    /** Secret for the host of a registry of kind `harbor`, in the namespace of the services. */
    registry: DnsLabel.default('registry-tls'),
  }),
  /** cert-manager asks an issuer for them, which proves by DNS-01: the namespaces let in no pod that would answer HTTP-01. */
  z.strictObject({
    kind: z.literal('cert-manager'),
    /** Issuer of the certificates. */
    issuer: z.strictObject({
      /** `ClusterIssuer`: one issuer for all namespaces. */
      kind: z.literal('ClusterIssuer').default('ClusterIssuer'),
      /** Name of the issuer. */
      name: DnsLabel,
      /** How it comes to be. */
      source: IssuerSource.prefault({ kind: 'existing' }),
    }),
  }),
]);

/** Traefik, as it stands in the cluster. */
export const Ingress = z.strictObject({
  /** Ingress class. */
  className: DnsLabel.default('traefik'),
  /** Namespace of the controller: the only one that may connect to sessions from outside. */
  namespace: DnsLabel.default('traefik'),
  /** Addresses of the nodes on which the controller runs, where it uses the network of its node (hostNetwork): no namespace tells those connections apart. */
  addresses: z.array(AddressRange).default([]),
  /** Entry points by their names in Traefik's configuration. */
  entryPoints: z
    .strictObject({
      /** Plain HTTP; answers with a redirect only. */
      http: DnsLabel.default('web'),
      /** HTTPS. */
      https: DnsLabel.default('websecure'),
    })
    .prefault({}),
  /** Longest time that one request may take to arrive, such as the upload of a file; `0s` is no limit. For a Traefik that `addons.traefik` brings. */
  longestRequest: Duration.prefault('6h'),
  /** Where certificates come from. */
  tls: Tls.prefault({ kind: 'controller-default' }),
});
export type Ingress = z.infer<typeof Ingress>;
