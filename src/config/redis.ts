import * as z from 'zod';
import { ObjectName } from './names';
import { Memory } from './units';

/** The Redis that the session service keeps its image list and its users' POSIX entries in. */
export const Redis = z.strictObject({
  /** Volume for its data. */
  storage: z
    .strictObject({
      /** Storage class. @default the cluster's default class */
      storageClass: ObjectName.optional(),
      /** Size. */
      size: Memory.prefault('4Gi'),
    })
    .prefault({}),
});
export type Redis = z.infer<typeof Redis>;
