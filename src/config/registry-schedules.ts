import * as z from 'zod';
import { Cron } from './cron';

/** What the registry does by itself, and when. What is not named stays as it is. */
export const RegistrySchedules = z.strictObject({
  /** Space of what was deleted is given back. Quotas count it until then. */
  garbageCollection: z
    .strictObject({
      /** When. Not at the same time as `retention`: one needs the other's result. */
      schedule: Cron.default('0 4 * * 0'),
      /** Images without a tag go as well, also those that papers cite by digest. */
      untagged: z.boolean().default(false),
      /** How many deletions at a time; more help with object stores. */
      workers: z.int().min(1).max(10).default(1),
    })
    .optional(),
  /** Every image is scanned again, for what has become known since. */
  scanAll: z
    .strictObject({
      /** When. */
      schedule: Cron.default('0 1 * * 6'),
    })
    .optional(),
  /** Old entries of the audit log are deleted. */
  purgeAudit: z
    .strictObject({
      /** When. */
      schedule: Cron.default('0 5 * * 0'),
      /** Days that entries are kept. */
      days: z.int().min(1).max(10_000).default(365),
    })
    .optional(),
});
export type RegistrySchedules = z.infer<typeof RegistrySchedules>;
