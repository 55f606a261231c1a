import * as z from 'zod';
import { DnsLabel } from './names';

/** Teams that share the session capacity, by name. */
export const Teams = z.record(
  DnsLabel,
  z.strictObject({
    /** Share relative to the other teams. */
    weight: z.int().min(1).max(1_000_000).default(1),
  }),
);
export type Teams = z.infer<typeof Teams>;
