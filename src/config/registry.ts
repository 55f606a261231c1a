import * as z from 'zod';
import { Cron } from './cron';
import { HarborRegistry } from './harbor';
import { HostName } from './names';
import { RegistryContent } from './registry-content';

/** A container registry that exists outside this platform. */
const ExternalRegistry = z.strictObject({
  kind: z.literal('external'),
  /** Hosts that sessions may start images from, the first being the one that users push to. */
  hosts: z.array(HostName).min(1),
  /** Those of `hosts` that are a Harbor: their labelled images are listed for users, and start without a login. `[]` for none. @default all */
  harbors: z.array(HostName).optional(),
  /** What a Harbor registry holds, kept by `astroplatform harbor apply`. @default left as it is */
  content: RegistryContent.optional(),
});

/** Where session images come from. */
export const Registry = z.discriminatedUnion('kind', [ExternalRegistry, HarborRegistry]);
export type Registry = z.infer<typeof Registry>;

/** How often the list of session images is read from the registry. */
export const ImageList = z.strictObject({
  /** Cron schedule, in UTC: minute, hour, day of the month, month, day of the week. */
  schedule: Cron.default('*/30 * * * *'),
  /** Robot that may label, e.g. `robot$labeller`: before the list is read, it gives images of the first Harbor the labels of the session types that they name themselves, so that a tag that is pushed again stays listed. Its secret is supplied by a person. @default nobody does */
  labeller: z
    .string()
    .regex(/^[\w$+.-]{1,255}$/, 'write the whole name of the robot, e.g. robot$labeller')
    .optional(),
});
