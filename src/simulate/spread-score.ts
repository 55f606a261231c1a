import type { Vector } from './demand';

const CPU = 0;
const MEMORY = 1;

/** The most that {@link spreadScore} can be. */
export const SPREAD_BEST = 200;

/**
 * What the Kubernetes scheduler thinks of a node that has room, with its standard settings: how much CPU and memory it
 * has left, and whether the two become more even. Its other scores are the same for all nodes that a session may go to.
 *
 * @param at first element of the node in both arrays
 */
export function spreadScore(room: Float64Array, free: Float64Array, at: number, request: Vector): number {
  const part = (resource: number, more: number) => {
    const all = room[at + resource] as number;
    return all === 0 ? 0 : Math.min(1, (all - (free[at + resource] as number) + more) / all);
  };
  const left = (resource: number) => {
    const all = room[at + resource] as number;
    if (all === 0) return 0;
    return Math.floor((((free[at + resource] as number) - (request[resource] as number)) * 100) / all);
  };
  const even = (cpu: number, memory: number) => Math.trunc((1 - Math.abs((cpu - memory) / 2)) * 100);
  const before = even(part(CPU, 0), part(MEMORY, 0));
  const after = even(part(CPU, request[CPU] as number), part(MEMORY, request[MEMORY] as number));
  return Math.floor((left(CPU) + left(MEMORY)) / 2) + 50 + Math.trunc((50 + after - before) / 2);
}
