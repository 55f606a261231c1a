import * as z from 'zod';
import { Cron } from './cron';

/** Tags by a pattern: `*` stands for any signs, `?` for one, `[0-9]`, `[a-f]` or `[xyz]` for one of some; e.g. `20??.??` or `git-*`. */
export const TagPattern = z
  .string()
  .min(1)
  .max(128)
  .regex(
    /^(?:[\w.?-]|\*(?!\*)|\[(?:0-9|a-f|a-z|A-Z|[A-Za-z0-9])+\])+$/,
    'write a pattern of tags such as latest, 20??.?? or git-*',
  );

const days = z.int().min(1).max(3650);

/** What is cleaned up in each repository: every tagged image that nothing here keeps, and that is not immutable. */
const TagRetention = z.strictObject({
  /** Tags that are kept for ever. */
  keep: z.array(TagPattern).min(1),
  /** Of these tags so many are kept, the last ones pushed. */
  newest: z.record(TagPattern, z.int().min(1).max(10_000)).default({}),
  /** These tags are kept so many days after the push. */
  pushedWithin: z.record(TagPattern, days).default({}),
  /** These tags are kept so many days after the last pull. */
  pulledWithin: z.record(TagPattern, days).default({}),
  /** Images that no tag names any more, as each push of `latest` leaves one behind. Papers cite them by digest. */
  untagged: z.enum(['keep', 'delete']).default('keep'),
  /** When it is done. */
  schedule: Cron.default('30 2 * * *'),
});

/** What becomes of tags. */
export const TagPolicy = z.strictObject({
  /** Tags that nobody moves or deletes, once they are pushed: releases (`YYYY.MM`) and commits. */
  immutable: z.array(TagPattern).default(['20??.??', '20??.??.*', 'git-*']),
  /** What is cleaned up. @default nothing */
  retention: TagRetention.optional(),
});
export type TagPolicy = z.infer<typeof TagPolicy>;
