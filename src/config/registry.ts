import { z } from 'zod';
import { HostName } from './names';

/** A container registry that exists outside this platform. */
const ExternalRegistry = z.strictObject({
  kind: z.literal('external'),
  /** Hosts that sessions may start images from, the first being the one that users push to. */
  hosts: z.array(HostName).min(1),
});

/** Where session images come from. */
export const Registry = z.discriminatedUnion('kind', [ExternalRegistry]);
export type Registry = z.infer<typeof Registry>;

/** How often the list of session images is read from the registry. */
export const ImageList = z.strictObject({
  /** Cron schedule. */
  schedule: z
    .string()
    .regex(/^[\d*,/-]+(?: [\d*,/-]+){4}$/, 'write a cron schedule of five fields, e.g. */30 * * * *')
    .default('*/30 * * * *'),
});
