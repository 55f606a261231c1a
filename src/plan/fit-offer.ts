import type { SessionType } from '../config/session-type';
import { formatCpu, formatMemory } from '../config/units';
import type { Problem } from '../errors';
import type { Question } from './fit';
import type { PoolAnswer } from './fit-pool';
import type { Plan } from './plan';

const Gi = 2 ** 30;

/** Why the session service or the API server refuses such a session whatever the nodes have; `undefined` when they do not. */
export function refusal(
  { offers }: Plan,
  { type: name, cpu, memory, gpus = 0 }: Question,
  type: SessionType,
  pools: readonly PoolAnswer[],
): Problem | undefined {
  if (type.resources && (cpu !== undefined || memory !== undefined))
    return {
      path: `sessions.define.${name}.resources`,
      fact: `${name} sessions have one size, ${formatCpu(type.resources.requests.cpu)} cores and ${formatMemory(type.resources.requests.memory)}`,
      act: 'Ask without a size, or set `resources: null` for the type',
    };
  if ((cpu ?? 0) % 1000 !== 0 || (memory ?? 0) % Gi !== 0)
    return {
      path: 'sessions.largest',
      fact: 'the session service counts whole cores and whole GiB',
      act: 'Round up',
    };
  for (const [key, asked, most, format] of [
    ['cpu', cpu ?? 0, offers.largest.cpu, formatCpu],
    ['memory', memory ?? 0, offers.largest.memory, formatMemory],
  ] as const) {
    if (asked > most)
      return {
        path: 'sessions.largest',
        fact: `at most ${format(most)} ${key} is offered, and the session asks for ${format(asked)}`,
        act: `Raise sessions.largest.${key} to ${format(asked)}${also(pools)}`,
      };
  }
  if (gpus === 0) return undefined;
  if (offers.gpus.length === 0)
    return { path: 'pools', fact: 'no pool has GPUs', act: 'Declare a pool with gpu, or ask for none' };
  if (type.owner === 'desktop')
    return { path: 'sessions', fact: `the session service gives no GPU to ${name} sessions`, act: 'Ask for none' };
  if (!offers.gpus.includes(gpus))
    return {
      path: 'pools',
      fact: `sessions may have ${offers.gpus.join(' or ')} GPU, and this one asks for ${gpus}: one process can use one slice, and whole GPUs are counted on one node`,
      act: `Ask for ${offers.gpus.at(-1)}, or declare nodes with more whole GPUs (gpu.sharing exclusive)`,
    };
  return undefined;
}

/** What a higher offer alone would not change. */
function also(pools: readonly PoolAnswer[]): string {
  if (pools.some(({ verdict }) => verdict !== 'never')) return '';
  const nearest = [...pools].sort((a, b) => a.distance - b.distance)[0];
  return nearest?.reason ? `; then ${nearest.reason.path} is in the way: ${nearest.reason.fact}` : '';
}
