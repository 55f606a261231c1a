import type { LoadStream } from '../config/load';
import type { Seconds } from '../config/units';
import type { Random } from './random';

const HOUR = 3600;
/** 95 of 100 of a normal distribution are below so many deviations. */
const P95 = 1.644853626951;

/** Sessions per hour, for an average of 1: few at night, most in the middle of the day. */
const WORK_DAY = [
  0.4, 0.3, 0.3, 0.2, 0.2, 0.3, 0.4, 0.6, 1, 1.6, 1.9, 2, 1.8, 1.7, 1.9, 1.9, 1.7, 1.4, 1.1, 0.9, 0.8, 0.6, 0.5, 0.5,
];

/** Sessions per hour, for each hour of the day. */
export function hourlyRates({ perHour, day }: Pick<LoadStream, 'perHour' | 'day'>): readonly number[] {
  if (typeof perHour !== 'number') return perHour;
  return Array.from({ length: 24 }, (_, hour) => perHour * (day === 'work' ? (WORK_DAY[hour] as number) : 1));
}

/** Time at which the next session is asked for; infinite when none ever is. */
export function nextArrival(rates: readonly number[], after: Seconds, random: Random): Seconds {
  if (!rates.some((rate) => rate > 0)) return Number.POSITIVE_INFINITY;
  let left = random.exponential();
  let time = after;
  for (let hour = Math.floor(after / HOUR); ; hour++) {
    const perSecond = (rates[hour % 24] as number) / HOUR;
    const until = (hour + 1) * HOUR;
    if (perSecond > 0 && left <= perSecond * (until - time)) return time + left / perSecond;
    left -= perSecond * (until - time);
    time = until;
  }
}

/** How long a session lasts. */
export function lengthOf(duration: LoadStream['duration'], random: Random): Seconds {
  if (typeof duration === 'number') return duration;
  if ('mean' in duration) return Math.max(1, duration.mean * random.exponential());
  const { median, p95 } = duration;
  return Math.max(1, median * Math.exp((Math.log(p95 / median) / P95) * random.normal()));
}

/** Average of {@link lengthOf}. */
export function meanLength(duration: LoadStream['duration']): Seconds {
  if (typeof duration === 'number') return duration;
  if ('mean' in duration) return duration.mean;
  const deviation = Math.log(duration.p95 / duration.median) / P95;
  return duration.median * Math.exp(deviation ** 2 / 2);
}
