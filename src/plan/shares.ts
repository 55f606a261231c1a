import type { Site } from '../config/site';
import type { PoolCapacity } from './capacity';

/** What is shared out: millicores, bytes, GPUs or slices. */
export interface Amounts {
  readonly cpu: number;
  readonly memory: number;
  readonly gpu: number;
}

/** Session capacity in all, and each team's part of it; the parts add up exactly. */
export interface Shares {
  readonly total: Amounts;
  readonly teams: Readonly<Record<string, Amounts>>;
}

export function planShares(site: Site, capacity: readonly PoolCapacity[]): Shares {
  const sum = (resource: keyof Amounts) => capacity.reduce((total, pool) => total + pool.total[resource], 0);
  const total = { cpu: sum('cpu'), memory: sum('memory'), gpu: sum('gpu') };
  const teams = Object.entries(site.teams);
  if (teams.length === 0) teams.push(['everyone', { weight: 1 }]);
  const weights = teams.map(([, { weight }]) => weight);
  // Whole cores and GiB, because nobody can use half of one; what is left over goes with the last unit.
  const cpu = divide(total.cpu, weights, 1000);
  const memory = divide(total.memory, weights, 2 ** 30);
  const gpu = divide(total.gpu, weights, 1);
  return {
    total,
    teams: Object.fromEntries(
      teams.map(([name], index) => [name, { cpu: cpu[index] ?? 0, memory: memory[index] ?? 0, gpu: gpu[index] ?? 0 }]),
    ),
  };
}

/**
 * Divides an amount by weights into whole units, largest remainder first, so that the parts add up to the amount: the
 * first of the heaviest also takes what is less than one unit.
 */
export function divide(amount: number, weights: readonly number[], unit: number): number[] {
  // In BigInt: a unit more or less by rounding, and the parts would not add up.
  const units = BigInt(Math.floor(amount / unit));
  const all = BigInt(weights.reduce((sum, weight) => sum + weight, 0));
  const portions = weights.map((weight, index) => {
    const portion = units * BigInt(weight);
    return { index, whole: Number(portion / all), rest: portion % all };
  });
  const left = Number(units) - portions.reduce((sum, { whole }) => sum + whole, 0);
  const next = [...portions].sort((a, b) => (a.rest === b.rest ? a.index - b.index : a.rest > b.rest ? -1 : 1));
  const favoured = new Set(next.slice(0, left).map(({ index }) => index));
  const heaviest = weights.indexOf(Math.max(...weights));
  return portions.map(
    ({ whole, index }) =>
      (whole + (favoured.has(index) ? 1 : 0)) * unit + (index === heaviest ? amount - Number(units) * unit : 0),
  );
}
