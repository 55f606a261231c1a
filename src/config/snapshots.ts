import * as z from 'zod';
import { Cron } from './cron';
import { ObjectName } from './names';

/** Snapshots of the volumes that the cluster makes for services; caches are left out. Those of static volumes are the business of `arc.backup`. */
export const Snapshots = z.discriminatedUnion('kind', [
  /** None. */
  z.strictObject({ kind: z.literal('none') }),
  /** VolumeSnapshots on a schedule, by the snapshot controller that the cluster has. */
  z.strictObject({
    kind: z.literal('scheduled'),
    /** VolumeSnapshotClass that exists, for the driver of these volumes. With its `deletionPolicy: Delete` a snapshot that goes frees its room. */
    class: ObjectName,
    /** Cron schedule, in UTC: minute, hour, day of the month, month, day of the week. After the dumps of the databases, or it is yesterday's that they keep. */
    schedule: Cron.default('40 4 * * *'),
    /** Snapshots of each volume that are kept. None goes while the newest cannot be used. */
    keep: z.int().min(1).max(365).default(14),
  }),
]);
export type Snapshots = z.infer<typeof Snapshots>;
