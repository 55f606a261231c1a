import * as z from 'zod';
import { HttpsUrl } from './names';

/** What Harbor tells others about. Putting a label on an image is not among it. */
export const WEBHOOK_EVENTS = [
  'PUSH_ARTIFACT',
  'PULL_ARTIFACT',
  'DELETE_ARTIFACT',
  'QUOTA_EXCEED',
  'QUOTA_WARNING',
  'SCANNING_FAILED',
  'SCANNING_STOPPED',
  'SCANNING_COMPLETED',
  'REPLICATION',
  'TAG_RETENTION',
] as const;

/** Somebody who is told what happens in a project. */
export const RegistryWebhook = z.strictObject({
  /** What about. */
  events: z.array(z.enum(WEBHOOK_EVENTS)).min(1),
  /** Where to. */
  address: HttpsUrl,
  /** Each message proves who it is from; the `Authorization` header is given as `webhook/<project>/<name>`. */
  authorized: z.boolean().default(false),
  /** Form of the messages. */
  format: z.enum(['CloudEvents', 'Default']).default('CloudEvents'),
});
export type RegistryWebhook = z.infer<typeof RegistryWebhook>;
