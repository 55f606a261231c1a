import type { Site } from '../config/site';
import type { PoolCapacity } from './capacity';
import { gpuOptions } from './gpus';
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

export function planOffers(site: Site, capacity: readonly PoolCapacity[]): Offers {
  const plain = withoutGpu(capacity);
  const rooms = plain.map(room).sort((a, b) => b.cpu - a.cpu || b.memory - a.memory);
  const largest = site.sessions.largest ?? rooms[0] ?? { cpu: 0, memory: 0 };
  const { flexible } = site.sessions;
  const limit = flexible.limit ?? smaller({ cpu: 8000, memory: 32 * Gi }, largest);
  const request = flexible.request ?? smaller({ cpu: 1000, memory: 4 * Gi }, limit);
  const gpus = [...new Set(Object.values(site.pools).flatMap(gpuOptions))].sort((a, b) => a - b);
  return { largest, request, limit, gpus, pools: plain.map(({ name }) => name) };
}

/** Pools for sessions without a GPU: those are kept off GPU nodes. */
export const withoutGpu = (capacity: readonly PoolCapacity[]): PoolCapacity[] =>
  capacity.filter(({ largestPod }) => largestPod.gpu === 0);

/** What one node has for one session, in the whole cores and GiB that the session service counts in. */
export const room = ({ largestPod }: PoolCapacity): Size => ({
  cpu: whole(largestPod.cpu, 1000),
  memory: whole(largestPod.memory, Gi),
});

const smaller = (a: Size, b: Size): Size => ({ cpu: Math.min(a.cpu, b.cpu), memory: Math.min(a.memory, b.memory) });

/** Largest multiple of `unit` that is not more than `value`. */
const whole = (value: number, unit: number) => Math.floor(value / unit) * unit;

/** Memory in whole KiB at most: what quotas are written in. */
export const wholeKi = (bytes: number) => whole(bytes, Ki);
