import type { Site } from '../config/site';
import type { PoolCapacity } from './capacity';
import { gpuOptions } from './gpus';
import { sessionDisk } from './session-pod';
import type { Size } from './sizes';

const Gi = 2 ** 30;
const Ki = 2 ** 10;

/** Sizes that a session may ask for. Every one of them fits a node. */
export interface Offers {
  /** Of a session without a GPU. */
  readonly largest: Size;
  /** Of a session with any number of GPUs on offer; absent without GPUs. */
  readonly largestWithGpu?: Size;
  /** The larger of both: the session service has one menu, and Kubernetes one limit. */
  readonly menu: Size;
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
  const { sessions } = site;
  const largest = sessions.largest ?? roomiest(site, plain) ?? { cpu: 0, memory: 0 };
  const limit = sessions.flexible.limit ?? smaller({ cpu: 8000, memory: 32 * Gi }, largest);
  const request = sessions.flexible.request ?? smaller({ cpu: 1000, memory: 4 * Gi }, limit);
  const gpus = [...new Set(capacity.flatMap(({ name }) => optionsOf(site, name)))].sort((a, b) => a - b);
  const withGpu =
    gpus.length === 0 ? undefined : (sessions.largestWithGpu ?? smallestOf(site, capacity, gpus, largest));
  return {
    largest,
    ...(withGpu && { largestWithGpu: withGpu }),
    menu: withGpu ? larger(largest, withGpu) : largest,
    request,
    limit,
    gpus,
    pools: plain.map(({ name }) => name),
  };
}

/** The largest size that may be asked for together with so many GPUs. */
export const largestOffer = ({ largest, largestWithGpu }: Offers, gpus: number): Size =>
  gpus > 0 ? (largestWithGpu ?? largest) : largest;

/** What fits whatever number of GPUs is asked for, and is not more than others may have. */
function smallestOf(site: Site, capacity: readonly PoolCapacity[], gpus: readonly number[], most: Size): Size {
  const best = gpus.map((count) => roomiest(site, withGpus(site, capacity, count)) ?? { cpu: 0, memory: 0 });
  return best.reduce(smaller, most);
}

/** The room of the node that has most for one session; of pools whose disk holds what it takes, if there are any. */
function roomiest({ scratch }: Site, pools: readonly PoolCapacity[]): Size | undefined {
  const disk = sessionDisk(scratch);
  const holding = pools.filter(({ largestPod }) => largestPod.ephemeral >= disk && largestPod.pods > 0);
  const rooms = (holding.length > 0 ? holding : pools).map(room);
  return rooms.sort((a, b) => b.cpu - a.cpu || b.memory - a.memory)[0];
}

/** Pools for sessions without a GPU: those are kept off GPU nodes. */
export const withoutGpu = (capacity: readonly PoolCapacity[]): PoolCapacity[] =>
  capacity.filter(({ largestPod }) => largestPod.gpu === 0);

/** Pools that give so many GPUs to one session. */
export const withGpus = (site: Site, capacity: readonly PoolCapacity[], count: number): PoolCapacity[] =>
  capacity.filter(({ name }) => optionsOf(site, name).includes(count));

const optionsOf = (site: Site, pool: string) => gpuOptions(site.pools[pool] ?? {});

/** What one node has for one session, in the whole cores and GiB that the session service counts in. */
export const room = ({ largestSession: { cpu, memory } }: PoolCapacity): Size => ({
  cpu: whole(cpu, 1000),
  memory: whole(memory, Gi),
});

const smaller = (a: Size, b: Size): Size => ({ cpu: Math.min(a.cpu, b.cpu), memory: Math.min(a.memory, b.memory) });
const larger = (a: Size, b: Size): Size => ({ cpu: Math.max(a.cpu, b.cpu), memory: Math.max(a.memory, b.memory) });

/** Largest multiple of `unit` that is not more than `value`. */
const whole = (value: number, unit: number) => Math.floor(value / unit) * unit;

/** Memory in whole KiB at most: what quotas are written in. */
export const wholeKi = (bytes: number) => whole(bytes, Ki);
