import * as z from 'zod';
import { DnsLabel, HttpsUrl } from './names';

const PathName = z
  .string()
  .max(200)
  .regex(/^[A-Za-z0-9][\w-]*(?:\/[\w-]+)*$/, 'write a path such as kubernetes/keck');

/** How a store comes to be. */
const StoreSource = z.discriminatedUnion('kind', [
  /** It is in the cluster. */
  z.strictObject({ kind: z.literal('existing') }),
  /** The platform declares it: HashiCorp Vault or OpenBao, which the operator's own pods log in to by their token of Kubernetes. */
  z.strictObject({
    kind: z.literal('vault'),
    /** Address. */
    server: HttpsUrl,
    /** Where the key-value engine (version 2) is mounted. */
    path: PathName.default('secret'),
    /** Where the login of Kubernetes is mounted. */
    login: PathName.default('kubernetes'),
    /** Role that the operator takes. */
    role: DnsLabel,
    /** ServiceAccount of the operator. */
    account: z
      .strictObject({
        /** Name. */
        name: DnsLabel.default('external-secrets'),
        /** Namespace. */
        namespace: DnsLabel.default('external-secrets'),
      })
      .prefault({}),
  }),
]);
export type StoreSource = z.infer<typeof StoreSource>;

/** How secret values reach a cluster that GitOps delivers to. `pulumi up` makes them itself. */
export const Secrets = z.discriminatedUnion('kind', [
  /** A script that creates what is missing with random values; needs no operator. */
  z.strictObject({ kind: z.literal('bootstrap') }),
  /** External Secrets Operator reads them from a store. */
  z.strictObject({
    kind: z.literal('external-secrets'),
    /** Store that they are read from. */
    store: z.strictObject({
      /** Kind of the store. */
      kind: z.enum(['ClusterSecretStore', 'SecretStore']).default('ClusterSecretStore'),
      /** Name of the store. */
      name: DnsLabel,
      /** How it comes to be. One that the platform declares is a `ClusterSecretStore`, for its own namespaces only. */
      source: StoreSource.prefault({ kind: 'existing' }),
    }),
  }),
]);
export type Secrets = z.infer<typeof Secrets>;
