import * as z from 'zod';
import { AbsolutePath, DnsLabel, HostName, Sentence } from './names';
import { Memory } from './units';

/** How files come back that are lost. Kubernetes makes no snapshots of static volumes, so only the storage can. */
const ArcBackup = z.discriminatedUnion('kind', [
  /** Copies that the storage keeps, or somebody else. */
  z.strictObject({
    kind: z.literal('storage'),
    /** What makes them, how often, how long they stay, and where, e.g. `ceph fs snap-schedule on /volumes/arc, daily, 30 days, in .snap`. */
    where: Sentence,
  }),
  /** There are none. */
  z.strictObject({
    kind: z.literal('none'),
    /** Why that is right here. */
    because: Sentence,
  }),
]);

const common = {
  /** Where sessions see it. */
  mountRoot: AbsolutePath.default('/arc'),
  /** Folder of the users' homes, below the mount. */
  homes: DnsLabel.default('home'),
  /** Folder of the projects, below the mount. */
  projects: DnsLabel.default('projects'),
  /** Further namespaces whose pods mount it, such as that of the storage service; they exist. */
  namespaces: z.array(DnsLabel).max(20).default([]),
  /** Where its snapshots live. @default nobody knows, which `check` says */
  backup: ArcBackup.optional(),
  /** Size written on the volumes. A static volume does not enforce it. */
  size: Memory.prefault('1Ti'),
};

/** A directory of an existing CephFS, mounted by ceph-csi as static volumes. */
const CephfsArc = z.strictObject({
  driver: z.literal('cephfs'),
  /** Cluster id in the ceph-csi configuration. */
  clusterID: z
    .string()
    .min(1)
    .max(200)
    .regex(/^[\w.-]+$/, 'write the cluster id of the ceph-csi configuration'),
  /** File system. */
  fsName: z.string().regex(/^[\w.-]+$/, 'write the name of a CephFS file system'),
  /** Directory in the file system that becomes the mount root. */
  rootPath: AbsolutePath,
  /** Secret of the CSI driver with `userID` and `userKey`; it exists in the driver's namespace, not in ours. */
  nodeStageSecret: z.strictObject({
    /** Name of the Secret. */
    name: DnsLabel,
    /** Namespace of the CSI driver. */
    namespace: DnsLabel,
  }),
  ...common,
});

/** An NFS export. */
const NfsArc = z.strictObject({
  driver: z.literal('nfs'),
  /** Server. */
  server: HostName,
  /** Exported path. */
  share: AbsolutePath,
  /** Protocol version. Extended attributes, in which a VOSpace service keeps what it knows of a file, came with 4.2. */
  version: z.enum(['4.0', '4.1', '4.2', '3']).default('4.2'),
  ...common,
});

/** A directory of the node: for a cluster of one node only. */
const HostPathArc = z.strictObject({
  driver: z.literal('hostPath'),
  /** Directory on the node; created when absent. */
  path: AbsolutePath,
  ...common,
});

/** Storage that all sessions share: homes and projects, kept when sessions end. */
export const Arc = z.discriminatedUnion('driver', [CephfsArc, NfsArc, HostPathArc]);
export type Arc = z.infer<typeof Arc>;
