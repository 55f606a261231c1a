import { z } from 'zod';
import { Memory } from './units';

const perSession = {
  /** Space that one session has, all of it reserved when the session starts. */
  perSession: Memory.prefault('10Gi'),
};

/** Space on the node's own disk; a session that fills it is evicted. */
const EmptyDirScratch = z.strictObject({ kind: z.literal('emptyDir'), ...perSession });

/** One volume per session on a storage class; a session that fills it gets an error from the file system and lives on. */
const VolumeScratch = z.strictObject({
  kind: z.literal('volume'),
  /** Storage class that makes the volumes. */
  storageClass: z.string().min(1).max(253),
  ...perSession,
});

/** Local space of one session, mounted at `/scratch`, deleted with the session. */
export const Scratch = z.discriminatedUnion('kind', [EmptyDirScratch, VolumeScratch]);
export type Scratch = z.infer<typeof Scratch>;
