import * as z from 'zod';
import { ContainerBase } from './container-base';
import { Duration, Memory } from './units';

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
  /** What the site demands of containers. */
  containers: z
    .strictObject({
      /** Most that the compressed layers of an image may have together. */
      imageSize: Memory.prefault('10Gi'),
      /** Time after which an image counts as old. */
      fresh: Duration.prefault('365d'),
      /** Lowest number that a user has; images must not use it for an account of their own. */
      firstUid: z.int().min(1000).max(2_147_483_647).default(10_000),
      /** What is in images that recipes start from, before the ones that are built in. */
      bases: z.array(ContainerBase).default([]),
    })
    .prefault({}),
});
export type Checks = z.infer<typeof Checks>;
