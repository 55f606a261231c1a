import * as z from 'zod';

const RuleId = z
  .string()
  .max(100)
  .regex(/^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/, 'write the id of a rule, e.g. image-pinned');

/** A finding that somebody accepted, until a date. */
const WaiverSchema = z.strictObject({
  /** Rule that is waived. */
  rule: RuleId,
  /** Subject or object that it covers, e.g. `Deployment skaha-system/skaha`; absent: every subject. */
  subject: z.string().max(500).optional(),
  /** Why this is acceptable here. */
  reason: z.string().min(10, 'give a reason that a stranger understands').max(1000),
  /** Who answers for it. */
  owner: z.string().min(1).max(200),
  /** Last day, e.g. `2027-06-30`. */
  expires: z.iso.date('write a date such as 2027-06-30'),
});

/** What the site says about the rules. */
export const Checks = z.strictObject({
  /** Severities that differ from the rules' own. */
  severities: z.record(RuleId, z.enum(['off', 'info', 'warning', 'error'])).default({}),
  /** Accepted findings. */
  waivers: z.array(WaiverSchema).default([]),
});
export type Checks = z.infer<typeof Checks>;
