import * as z from 'zod';
import { AddressRange, DnsLabel } from './names';

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
  }),
  /** cert-manager asks an issuer for them, which proves by DNS-01: the namespaces let in no pod that would answer HTTP-01. */
  z.strictObject({
    kind: z.literal('cert-manager'),
    /** Issuer that exists in the cluster. */
    issuer: z.strictObject({
      /** `ClusterIssuer`: one issuer for all namespaces. */
      kind: z.literal('ClusterIssuer').default('ClusterIssuer'),
      /** Name of the issuer. */
      name: DnsLabel,
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
  /** Where certificates come from. */
  tls: Tls.prefault({ kind: 'controller-default' }),
});
export type Ingress = z.infer<typeof Ingress>;
