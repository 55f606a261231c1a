import * as z from 'zod';
import { DnsLabel } from './names';

/** How secret values reach a cluster that GitOps delivers to. `pulumi up` makes them itself. */
export const Secrets = z.discriminatedUnion('kind', [
  /** A script that creates what is missing with random values; needs no operator. */
  z.strictObject({ kind: z.literal('bootstrap') }),
  /** External Secrets Operator reads them from a store. */
  z.strictObject({
    kind: z.literal('external-secrets'),
    /** Store that exists in the cluster. */
    store: z.strictObject({
      /** Kind of the store. */
      kind: z.enum(['ClusterSecretStore', 'SecretStore']).default('ClusterSecretStore'),
      /** Name of the store. */
      name: DnsLabel,
    }),
  }),
]);
export type Secrets = z.infer<typeof Secrets>;
