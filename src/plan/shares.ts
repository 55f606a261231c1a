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
  const units = Math.floor(amount / unit);
  const all = weights.reduce((sum, weight) => sum + weight, 0);
  const exact = weights.map((weight) => (units / all) * weight);
  const parts = exact.map(Math.floor);
  const order = exact
    .map((value, index) => ({ index, rest: value - Math.floor(value) }))
    .sort((a, b) => b.rest - a.rest || a.index - b.index);
  let left = units - parts.reduce((sum, part) => sum + part, 0);
  for (const { index } of order) {
    if (left-- <= 0) break;
    parts[index] = (parts[index] ?? 0) + 1;
  }
  const heaviest = weights.indexOf(Math.max(...weights));
  return parts.map((part, index) => part * unit + (index === heaviest ? amount - units * unit : 0));
}
