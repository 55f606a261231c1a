import * as z from 'zod';
import { HostName } from './names';

/** A container registry that exists outside this platform. */
const ExternalRegistry = z.strictObject({
  kind: z.literal('external'),
  /** Hosts that sessions may start images from, the first being the one that users push to. */
  hosts: z.array(HostName).min(1),
  /** Those of `hosts` that are a Harbor: their labelled images are listed for users, and start without a login. `[]` for none. @default all */
  harbors: z.array(HostName).optional(),
});

/** Where session images come from. */
export const Registry = z.discriminatedUnion('kind', [ExternalRegistry]);
export type Registry = z.infer<typeof Registry>;

const step = String.raw`(?:\/[1-9]\d?)?`;
const cronField = (value: string) => {
  const part = `(?:\\*|${value}(?:-${value})?)${step}`;
  return `${part}(?:,${part})*`;
};
const cron = ['[0-5]?\\d', '(?:1?\\d|2[0-3])', '(?:[1-9]|[12]\\d|3[01])', '(?:[1-9]|1[0-2])', '[0-6]'].map(cronField);

/** How often the list of session images is read from the registry. */
export const ImageList = z.strictObject({
  /** Cron schedule, in UTC: minute, hour, day of the month, month, day of the week. */
  schedule: z
    .string()
    .max(200)
    .regex(new RegExp(`^${cron.join(' ')}$`), 'write a cron schedule of five fields, e.g. */30 * * * *')
    .default('*/30 * * * *'),
});
