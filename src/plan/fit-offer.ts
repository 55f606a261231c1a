import type { SessionType } from '../config/session-type';
import { formatCpu, formatMemory } from '../config/units';
import type { Problem } from '../errors';
import type { Question } from './fit';
import type { PoolAnswer } from './fit-pool';
import { largestOffer, room, withGpus, withoutGpu } from './offers';
import type { Plan } from './plan';
import type { Size } from './sizes';

const Gi = 2 ** 30;

/** Why the session service or the API server refuses such a session whatever the nodes have; `undefined` when they do not. */
export function refusal(
  plan: Plan,
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
  return gpuRefusal(plan, name, type, gpus) ?? sizeRefusal(plan, { cpu: cpu ?? 0, memory: memory ?? 0 }, gpus, pools);
}

function gpuRefusal({ offers }: Plan, name: string, type: SessionType, gpus: number): Problem | undefined {
  if (gpus === 0 || (offers.gpus.includes(gpus) && type.owner !== 'desktop')) return undefined;
  if (offers.gpus.length === 0)
    return { path: 'pools', fact: 'no pool has GPUs', act: 'Declare a pool with gpu, or ask for none' };
  if (type.owner === 'desktop')
    return { path: 'sessions', fact: `the session service gives no GPU to ${name} sessions`, act: 'Ask for none' };
  return {
    path: 'pools',
    fact: `sessions may have ${offers.gpus.join(' or ')} GPU, and this one asks for ${gpus}: one process can use one slice, and whole GPUs are counted on one node`,
    act: `Ask for ${offers.gpus.at(-1)}, or declare nodes with more whole GPUs (gpu.sharing exclusive)`,
  };
}

/** Why a size is not on offer: no node holds it, or nobody offers what a node would hold. */
function sizeRefusal(plan: Plan, asked: Size, gpus: number, pools: readonly PoolAnswer[]): Problem | undefined {
  const { site, offers, capacity } = plan;
  const most = largestOffer(offers, gpus);
  const short = SIZES.filter(([key]) => asked[key] > most[key]);
  if (short.length === 0) return undefined;
  const path = gpus > 0 ? 'sessions.largestWithGpu' : 'sessions.largest';
  const wanted = short.map(([key, format]) => `${path}.${key} to ${format(asked[key])}`).join(' and ');
  const offered = short.map(([key, format]) => `${format(most[key])} ${key}`).join(' and ');
  const roomsOf = (count: number) => (count > 0 ? withGpus(site, capacity, count) : withoutGpu(capacity)).map(room);
  const rooms = roomsOf(gpus);
  if (!rooms.some((one) => holds(one, asked))) {
    const nearest = [...pools].sort((a, b) => a.distance - b.distance)[0]?.reason;
    return {
      path: nearest?.path ?? 'pools',
      fact: nearest?.fact ?? 'no node has room for it',
      act: `Ask for at most ${offered}, or declare larger nodes and raise ${wanted}`,
    };
  }
  const fact = `at most ${offered} is offered, and the session asks for ${short.map(([key, format]) => format(asked[key])).join(' and ')}`;
  // Both together must be on one node, or the site would contradict itself.
  const raised = { cpu: Math.max(asked.cpu, most.cpu), memory: Math.max(asked.memory, most.memory) };
  const fits = (size: Size) => (count: number) => roomsOf(count).some((one) => holds(one, size));
  const counts = gpus > 0 ? offers.gpus : [0];
  if (counts.every(fits(raised))) return { path, fact, act: `Raise ${wanted}` };
  const other = counts.find((count) => !fits(asked)(count));
  if (other !== undefined)
    return {
      path: 'pools',
      fact: `${fact}; sessions with ${other} GPU are offered the same sizes, and no node that gives ${other} has room for that much`,
      act: `Ask for at most ${offered}, or declare larger nodes with ${other} GPU and raise ${wanted}`,
    };
  return {
    path,
    fact: `${fact}; no node has room for the largest session of today with that much`,
    act: `Write ${path} as ${formatCpu(asked.cpu)} cpu and ${formatMemory(asked.memory)} memory, or declare nodes that hold both`,
  };
}

const SIZES = [
  ['cpu', formatCpu],
  ['memory', formatMemory],
] as const;

const holds = (space: Size, size: Size) => space.cpu >= size.cpu && space.memory >= size.memory;
