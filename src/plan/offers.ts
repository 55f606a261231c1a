import type { Site } from '../config/site';
import { formatCpu, formatMemory } from '../config/units';
import type { Problem } from '../errors';
import { gpuOptions, type PoolCapacity } from './capacity';
import type { Size } from './sizes';

const Gi = 2 ** 30;
const Ki = 2 ** 10;

/** Sizes that a session may ask for. Every one of them fits a node. */
export interface Offers {
  readonly largest: Size;
  /** What a session that asks for no size is promised. */
  readonly request: Size;
  /** What a session that asks for no size may grow to. */
  readonly limit: Size;
  /** GPU counts, ascending; empty without GPUs. */
  readonly gpus: readonly number[];
  /** Pools that take sessions without GPU, by name. */
  readonly pools: readonly string[];
}

/** Sizes on offer, with every contradiction between them and the pools. */
export function planOffers(site: Site, capacity: readonly PoolCapacity[]): { offers: Offers; problems: Problem[] } {
  // Sessions without GPU are kept off GPU nodes, so only the others count for them.
  const plain = capacity.filter(({ largestPod }) => largestPod.gpu === 0);
  const roomy = [...plain].sort(
    (a, b) => b.largestPod.cpu - a.largestPod.cpu || b.largestPod.memory - a.largestPod.memory,
  )[0];
  const room: Size = roomy
    ? { cpu: whole(roomy.largestPod.cpu, 1000), memory: whole(roomy.largestPod.memory, Gi) }
    : { cpu: 0, memory: 0 };
  const largest = site.sessions.largest ?? room;
  const { request } = site.sessions.flexible;
  const limit = site.sessions.flexible.limit ?? {
    cpu: Math.min(8000, largest.cpu),
    memory: Math.min(32 * Gi, largest.memory),
  };
  const gpus = [...new Set(Object.values(site.pools).flatMap(gpuOptions))].sort((a, b) => a - b);
  const offers = { largest, request, limit, gpus, pools: plain.map(({ name }) => name) };
  return { offers, problems: [...contradictions(site, offers, capacity, plain)] };
}

function* contradictions(
  site: Site,
  offers: Offers,
  capacity: readonly PoolCapacity[],
  plain: readonly PoolCapacity[],
): Generator<Problem> {
  if (capacity.length === 0) {
    yield { path: 'pools', fact: 'no pool takes sessions', act: 'Give one pool the role sessions or both' };
    return;
  }
  if (plain.length === 0) {
    yield {
      path: 'pools',
      fact: 'every pool that takes sessions has GPUs, and sessions without a GPU are kept off GPU nodes',
      act: 'Add a pool without GPUs for them',
    };
    return;
  }
  for (const [path, size] of [
    ['sessions.largest', offers.largest],
    ['sessions.flexible.request', offers.request],
    ['sessions.flexible.limit', offers.limit],
  ] as const) {
    if (size.cpu < 1000 || size.cpu % 1000 !== 0)
      yield {
        path: `${path}.cpu`,
        fact: `${formatCpu(size.cpu)} is not a whole number of cores`,
        act: 'The session service counts whole cores; write 1 or more',
      };
    if (size.memory < Gi || size.memory % Gi !== 0)
      yield {
        path: `${path}.memory`,
        fact: `${formatMemory(size.memory)} is not a whole number of GiB`,
        act: 'The session service counts whole GiB; write 1Gi or more',
      };
  }
  yield* nodeRoom(site, offers.largest, plain);
  yield* atMost('sessions.flexible.request', offers.request, 'sessions.flexible.limit', offers.limit);
  yield* atMost('sessions.flexible.limit', offers.limit, 'sessions.largest', offers.largest);
  const { perSession } = site.scratch;
  const disk = Math.max(...plain.map(({ largestPod }) => largestPod.ephemeral));
  if (site.scratch.kind === 'emptyDir' && perSession > disk) {
    yield {
      path: 'scratch.perSession',
      fact: `${formatMemory(perSession)} is more than any node's disk: pools.${plain.map(({ name }) => name).join(', pools.')} offer at most ${formatMemory(disk)}`,
      act: `Write at most ${formatMemory(disk)}`,
    };
  }
}

// One node must hold CPU, memory and scratch together: a core of one pool and memory of another help nobody.
function* nodeRoom(site: Site, largest: Size, plain: readonly PoolCapacity[]): Generator<Problem> {
  if (plain.some(({ largestPod }) => largestPod.cpu >= largest.cpu && largestPod.memory >= largest.memory)) return;
  const rooms = plain.map(
    ({ name, largestPod }) =>
      `pools.${name}: ${formatCpu(whole(largestPod.cpu, 1000))} cores and ${formatMemory(whole(largestPod.memory, Gi))}`,
  );
  const written = site.sessions.largest !== undefined;
  yield {
    path: written ? 'sessions.largest' : 'pools',
    fact: `no node takes a session of ${formatCpu(largest.cpu)} cores and ${formatMemory(largest.memory)}; room on one node, daemonsets and services taken off: ${rooms.join('; ')}`,
    act: written ? 'Lower sessions.largest, or declare larger nodes' : 'Declare larger nodes',
  };
}

function* atMost(lowPath: string, low: Size, highPath: string, high: Size): Generator<Problem> {
  if (low.cpu > high.cpu)
    yield {
      path: `${lowPath}.cpu`,
      fact: `${formatCpu(low.cpu)} is more than ${formatCpu(high.cpu)}, which is ${highPath}.cpu`,
      act: 'Lower the one or raise the other',
    };
  if (low.memory > high.memory)
    yield {
      path: `${lowPath}.memory`,
      fact: `${formatMemory(low.memory)} is more than ${formatMemory(high.memory)}, which is ${highPath}.memory`,
      act: 'Lower the one or raise the other',
    };
}

/** Largest multiple of `unit` that is not more than `value`. */
const whole = (value: number, unit: number) => Math.floor(value / unit) * unit;

/** Memory in whole KiB at most: what quotas are written in. */
export const wholeKi = (bytes: number) => whole(bytes, Ki);
