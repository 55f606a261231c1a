import * as z from 'zod';

const step = String.raw`(?:\/[1-9]\d?)?`;
const field = (value: string) => {
  const part = `(?:\\*|${value}(?:-${value})?)${step}`;
  return `${part}(?:,${part})*`;
};
const fields = ['[0-5]?\\d', '(?:1?\\d|2[0-3])', '(?:[1-9]|[12]\\d|3[01])', '(?:[1-9]|1[0-2])', '[0-6]'].map(field);

/** Form of a schedule. That its ranges go upwards is asked afterwards. */
export const CRON_FORM = new RegExp(`^${fields.join(' ')}$`);
const RANGE = /(\d+)-(\d+)/g;

/** When something is done, in UTC: minute, hour, day of the month, month, day of the week; e.g. `30 2 * * *`. */
export const Cron = z
  .string()
  .max(200)
  .regex(CRON_FORM, {
    error: 'write a cron schedule of five fields, e.g. */30 * * * *',
    abort: true,
  })
  .refine(
    (schedule) => [...schedule.matchAll(RANGE)].every(([, from, to]) => Number(from) <= Number(to)),
    'write the smaller number of a range first, e.g. 1-5; what goes over the end is two ranges: 22-23,0-4',
  );
