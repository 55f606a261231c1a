import * as z from 'zod';
import { volume } from './volume';

/** The Redis that the session service keeps its image list and its users' POSIX entries in. */
export const Redis = z.strictObject({
  /** Volume for its data. */
  storage: volume('4Gi'),
});
export type Redis = z.infer<typeof Redis>;
