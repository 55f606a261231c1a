import * as z from 'zod';
import { DnsLabel } from './names';
import { Cpu, Duration, Memory } from './units';

const Length = Duration.refine((seconds) => seconds > 0, 'write a time above zero');

/** How long sessions last, if nobody stops them; never longer than their type allows. */
const Lasting = z.union(
  [
    Length,
    /** Ended by chance at any time: exponential. */
    z.strictObject({
      /** Average. */
      mean: Length,
    }),
    /** Mostly short, some long: log-normal. */
    z
      .strictObject({
        /** Half of the sessions last longer. */
        median: Length,
        /** One in twenty lasts longer. */
        p95: Length,
      })
      .refine(({ median, p95 }) => p95 > median, 'write a p95 above the median'),
  ],
  { error: 'write a time span such as 2h, { mean: 2h } or { median: 2h, p95: 12h }' },
);

const Rate = z.number().min(0).max(100_000);

/** Sessions that are alike, and how often somebody asks for one. */
const Stream = z.strictObject({
  /** Session type, as the site offers it. */
  type: DnsLabel,
  /** Team whose quota they use. @default the team that the session service chooses for the type */
  team: DnsLabel.optional(),
  /** Sessions asked for in an hour, by chance: the average of a day, or 24 numbers from midnight on. */
  perHour: z.union([Rate, z.array(Rate).length(24)], {
    error: 'write a number from 0 to 100000, or 24 of them, one for each hour of the day',
  }),
  /** Shape of the day around an average: `flat`, or `work` with most sessions in working hours. */
  day: z.enum(['flat', 'work']).default('flat'),
  /** Cores. @default the usual size */
  cores: Cpu.optional(),
  /** Memory. @default the usual size */
  memory: Memory.optional(),
  /** GPUs or slices. */
  gpus: z.int().min(0).max(1000).default(0),
  /** How long they last. */
  duration: Lasting,
});

/** What people ask of a site: the sessions that a simulation plays. */
export const Load = z.strictObject({
  /** Streams of sessions. */
  sessions: z.array(Stream).min(1).max(1000),
});

/** A load with every unit read: CPU in millicores, memory in bytes, times in seconds. */
export type Load = z.output<typeof Load>;
/** A load as a person writes it. */
export type LoadInput = z.input<typeof Load>;
/** Sessions that are alike. */
export type LoadStream = Load['sessions'][number];
