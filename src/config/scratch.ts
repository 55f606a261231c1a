import * as z from 'zod';
import { ObjectName, QUALIFIED_NAME } from './names';
import { Memory } from './units';

const perSession = {
  /** Space that one session has, all of it reserved when the session starts. */
  perSession: Memory.prefault('10Gi'),
};

/** Space on the node's own disk; a session that fills it is evicted. */
const EmptyDirScratch = z.strictObject({ kind: z.literal('emptyDir'), ...perSession });

/**
 * One volume per session on a storage class that exists; a session that fills it gets an error and lives on.
 *
 * The root of a new file system must be writable by all users, which many block drivers do not do by themselves: session
 * pods carry no fsGroup, because Kubernetes would change the owner of every file in `/arc` with it. A driver without
 * quotas, such as that of NFS, holds nobody to `perSession`.
 */
const VolumeScratch = z.strictObject({
  kind: z.literal('volume'),
  /** Storage class that makes the volumes; list it in `cluster.provides.storageClasses`. */
  storageClass: ObjectName,
  ...perSession,
});

/** As `volume`, on a storage class that the platform creates. */
const ProvisionedScratch = z.strictObject({
  kind: z.literal('provisioned'),
  /** CSI driver that makes the volumes, e.g. `topolvm.io`. */
  provisioner: z.string().regex(QUALIFIED_NAME, 'write the name of a CSI driver such as topolvm.io'),
  /** Parameters of the driver; for `nfs.csi.k8s.io` those are `server`, `share` and `mountPermissions: "0777"`. */
  parameters: z.record(z.string().min(1).max(200), z.string().max(1000)).default({}),
  ...perSession,
});

/** Local space of one session, mounted at `/scratch`, deleted with the session. */
export const Scratch = z.discriminatedUnion('kind', [EmptyDirScratch, VolumeScratch, ProvisionedScratch]);
export type Scratch = z.infer<typeof Scratch>;
