import * as z from 'zod';
import { Cron } from './cron';
import { HarborName } from './registry-names';

const Pattern = z
  .string()
  .min(1)
  .max(255)
  .regex(/^(?:[\w.*?/-]|\{[\w.*?/-]+(?:,[\w.*?/-]+)*\})+$/, 'write a pattern such as skaha/** or 20??.??');

const images = {
  /** Repositories, with their project; `**` stands for any folders. */
  names: Pattern.default('**'),
  /** Tags. */
  tags: Pattern.default('**'),
  /** Images that have another digest under the same tag are replaced. */
  override: z.boolean().default(true),
};

/** Images that are copied here. */
const Pull = z.strictObject({
  direction: z.literal('pull'),
  /** Name of the upstream that they come from. */
  upstream: HarborName,
  /** Project that they are put into. */
  into: HarborName,
  ...images,
  /** When. @default when somebody starts it */
  schedule: Cron.optional(),
});

/** Images that are copied from here. */
const Push = z.strictObject({
  direction: z.literal('push'),
  /** Name of the upstream that they go to. */
  upstream: HarborName,
  /** Project or namespace that they are put into there. @default the same as here */
  into: HarborName.optional(),
  ...images,
  /** When. @default each image as it is pushed */
  schedule: Cron.optional(),
  /** What is deleted here is deleted there as well. */
  deletions: z.boolean().default(false),
});

/** Images that are copied from one registry to another. */
export const RegistryReplication = z.discriminatedUnion('direction', [Pull, Push]);
export type RegistryReplication = z.infer<typeof RegistryReplication>;
