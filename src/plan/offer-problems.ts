import type { SessionType } from '../config/session-type';
import type { Site } from '../config/site';
import { formatCpu, formatMemory } from '../config/units';
import type { Problem } from '../errors';
import type { PoolCapacity } from './capacity';
import { type Offers, room, withGpus, withoutGpu } from './offers';
import { LEAST, poolRoomProblems } from './pool-room-problems';
import { CONTAINER_DISK, sessionDisk } from './session-pod';
import type { Size } from './sizes';

const Gi = 2 ** 30;

/** Pools without room for anything, contradictions between the sizes on offer and the pools, and among the sizes. */
export function* offerProblems(
  site: Site,
  offers: Offers,
  capacity: readonly PoolCapacity[],
  types: Readonly<Record<string, SessionType>>,
): Generator<Problem> {
  const useless = poolRoomProblems(site, offers, types, capacity);
  yield* useless.map(({ problem }) => problem);
  const isUseful = ({ name }: PoolCapacity) => !useless.some(({ pool }) => pool === name);
  const plain = withoutGpu(capacity);
  if (capacity.length === 0) {
    yield { path: 'pools', fact: 'no pool takes sessions', act: 'Give one pool the role sessions or both' };
  } else if (plain.length === 0) {
    yield {
      path: 'pools',
      fact: 'every pool that takes sessions has GPUs, and sessions without a GPU are kept off GPU nodes',
      act: 'Add a pool without GPUs for them',
    };
  } else if (!plain.some(isUseful)) {
    // Each of them has been told of.
    yield* wholeNumbers(site);
  } else if (!plain.some((pool) => holds(pool, LEAST))) {
    yield {
      path: 'pools',
      fact: `no node has room for a session of 1 core and 1Gi; ${rooms(plain)}`,
      act: 'Declare larger nodes',
    };
  } else {
    yield* wholeNumbers(site);
    yield* atMost('sessions.flexible.request', offers.request, 'sessions.flexible.limit', offers.limit);
    yield* atMost('sessions.flexible.limit', offers.limit, 'sessions.largest', offers.largest);
    yield* nodeRoom(site, 'sessions.largest', offers.largest, plain);
    yield* fixedSizes(types, offers);
    // What sessions with a GPU are offered follows from all pools with GPUs.
    if (capacity.every((pool) => plain.includes(pool) || isUseful(pool))) yield* gpuSizes(site, offers, capacity);
  }
}

/** Session types whose own size is more than the largest on offer: their sessions would be refused. */
function* fixedSizes(types: Readonly<Record<string, SessionType>>, offers: Offers): Generator<Problem> {
  for (const [name, { resources }] of Object.entries(types)) {
    if (resources)
      yield* atMost(`sessions.define.${name}.resources.limits`, resources.limits, 'sessions.largest', offers.largest);
  }
}

function* wholeNumbers({ sessions }: Site): Generator<Problem> {
  const sizes = {
    'sessions.largest': sessions.largest,
    'sessions.largestWithGpu': sessions.largestWithGpu,
    'sessions.flexible.request': sessions.flexible.request,
    'sessions.flexible.limit': sessions.flexible.limit,
  };
  for (const [path, size] of Object.entries(sizes)) {
    if (size && size.cpu % 1000 !== 0)
      yield {
        path: `${path}.cpu`,
        fact: `${formatCpu(size.cpu)} is not a whole number of cores`,
        act: 'The session service counts whole cores; write 1 or more',
      };
    if (size && size.memory % Gi !== 0)
      yield {
        path: `${path}.memory`,
        fact: `${formatMemory(size.memory)} is not a whole number of GiB`,
        act: 'The session service counts whole GiB; write 1Gi or more',
      };
  }
}

// One node must hold CPU, memory and scratch together: a core of one pool and the memory of another help nobody.
function* nodeRoom(site: Site, path: string, largest: Size, pools: readonly PoolCapacity[]): Generator<Problem> {
  const fitting = pools.filter((pool) => holds(pool, largest));
  if (fitting.length === 0) {
    yield {
      path,
      fact: `no node takes a session of ${written(largest)}; ${rooms(pools)}`,
      act: `Lower ${path}, or declare larger nodes`,
    };
    return;
  }
  const { kind, perSession } = site.scratch;
  if (kind === 'emptyDir' && perSession < CONTAINER_DISK) {
    yield {
      path: 'scratch.perSession',
      fact: `${formatMemory(perSession)} is less than ${formatMemory(CONTAINER_DISK)}, which each container is given that says nothing`,
      act: `Write at least ${formatMemory(CONTAINER_DISK)}`,
    };
    return;
  }
  const disk = Math.max(...fitting.map(({ largestPod }) => largestPod.ephemeral));
  const needed = sessionDisk(site.scratch);
  if (needed <= disk) return;
  const any = `the disk of any node that takes ${path}, ${written(largest)}: ${fitting.map(({ name, largestPod }) => `pools.${name} has ${formatMemory(largestPod.ephemeral)}`).join(', ')}`;
  yield kind === 'emptyDir'
    ? {
        path: 'scratch.perSession',
        fact: `${formatMemory(perSession)} is more than ${any}`,
        act: `Write at most ${formatMemory(disk)}`,
      }
    : {
        path: 'pools',
        fact: `${formatMemory(needed)}, which each session takes of its node's disk beside its volume, is more than ${any}`,
        act: `Declare nodes with at least ${formatMemory(needed)} for pods`,
      };
}

/** Whatever the number of GPUs, some node gives so many and has room for the rest of the session. */
function* gpuSizes(site: Site, offers: Offers, capacity: readonly PoolCapacity[]): Generator<Problem> {
  const { largestWithGpu, gpus, request } = offers;
  const path = 'sessions.largestWithGpu';
  if (!largestWithGpu) {
    if (site.sessions.largestWithGpu)
      yield { path, fact: 'no pool that takes sessions has a gpu', act: 'Remove it, or declare such a pool' };
    return;
  }
  const giving = gpus.map((count) => [count, withGpus(site, capacity, count)] as const);
  const closed = giving.find(([, pools]) => !pools.some((pool) => holds(pool, LEAST)));
  if (closed) {
    yield {
      path: 'pools',
      fact: `no node with ${closed[0]} GPU has room for a session of 1 core and 1Gi; ${rooms(closed[1])}`,
      act: 'Declare larger nodes',
    };
    return;
  }
  yield* atMost('sessions.flexible.request', request, path, largestWithGpu);
  // The same problem of each number of GPUs is one.
  const found = giving.flatMap(([, pools]) => [...nodeRoom(site, path, largestWithGpu, pools)]);
  yield* new Map(found.map((problem) => [problem.fact, problem])).values();
}

function* atMost(lowPath: string, low: Size, highPath: string, high: Size): Generator<Problem> {
  for (const [key, format] of [
    ['cpu', formatCpu],
    ['memory', formatMemory],
  ] as const) {
    if (low[key] > high[key])
      yield {
        path: `${lowPath}.${key}`,
        fact: `${format(low[key])} is more than ${format(high[key])}, which is ${highPath}.${key}`,
        act: 'Lower the one or raise the other',
      };
  }
}

/** Whether one node has room for such a session, in the whole cores and GiB that sessions are counted in, and a place for its pod. */
function holds(pool: PoolCapacity, { cpu, memory }: Size): boolean {
  const space = room(pool);
  return space.cpu >= cpu && space.memory >= memory && pool.largestSession.pods > 0;
}

const written = ({ cpu, memory }: Size) => `${formatCpu(cpu)} cores and ${formatMemory(memory)}`;

/** What one node of each pool has for a session; that it has no place for a pod is told where it is so. */
const rooms = (pools: readonly PoolCapacity[]) =>
  `room on one node, daemonsets and services taken off: ${pools.map((pool) => `pools.${pool.name} ${written(room(pool))}${pool.largestSession.pods > 0 ? '' : ', no pods'}`).join(', ')}`;
