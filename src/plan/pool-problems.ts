import type { Pool } from '../config/pools';
import type { Site } from '../config/site';
import { formatCpu, formatMemory } from '../config/units';
import type { Problem } from '../errors';
import { gpusPerNode, NODE_SLACK, poolLabels } from './capacity';
import { COMPUTE_SLICES, computeSlices, sliceMemory } from './mig';
import { type Size, servicesRequest } from './sizes';

/** Pools that cannot be told apart, have no place for the services, or are more than can be counted. */
export function* poolProblems(site: Site): Generator<Problem> {
  const pools = Object.entries(site.pools);
  yield* amounts(pools);
  yield* services(site, pools);
  for (const [name, pool] of pools) yield* slices(name, pool);
  for (const [name] of pools) {
    const labels = poolLabels(site, name);
    const other = pools.find(([candidate]) => candidate !== name && matches(labels, poolLabels(site, candidate)));
    if (other)
      yield {
        path: `pools.${name}.labels`,
        fact: `the nodes of pools.${other[0]} have these labels too, so nothing tells the two pools apart`,
        act: 'Give each pool a label that no other has',
      };
  }
}

const matches = (selector: Readonly<Record<string, string>>, labels: Readonly<Record<string, string>>) =>
  Object.entries(selector).every(([key, value]) => labels[key] === value);

function* amounts(pools: readonly [string, Pool][]): Generator<Problem> {
  const total = (amount: (pool: Pool) => number) => pools.reduce((sum, [, pool]) => sum + pool.nodes * amount(pool), 0);
  const sums = {
    CPU: total(({ allocatable }) => allocatable.cpu),
    memory: total(({ allocatable }) => allocatable.memory),
    disk: total(({ allocatable }) => allocatable.ephemeral),
    GPUs: total(gpusPerNode),
  };
  for (const [what, sum] of Object.entries(sums)) {
    if (!Number.isSafeInteger(sum))
      yield {
        path: 'pools',
        fact: `all nodes together have more ${what} than we can count exactly`,
        act: 'Declare fewer or smaller nodes',
      };
  }
}

/** MIG layouts that no GPU takes: more compute slices than seven, or more memory than its name says it has. */
function* slices(name: string, { gpu }: Pool): Generator<Problem> {
  if (gpu?.sharing.mode !== 'mig') return;
  const { profile, slicesPerGpu } = gpu.sharing;
  const compute = computeSlices(profile);
  const memory = sliceMemory(profile);
  const has = Number(/(\d+)GB/i.exec(gpu.product)?.[1] ?? Number.POSITIVE_INFINITY);
  const path = `pools.${name}.gpu.sharing.slicesPerGpu`;
  if (compute === 0)
    yield {
      path: `pools.${name}.gpu.sharing.profile`,
      fact: `${profile} has no compute slice`,
      act: 'Write e.g. 1g.10gb',
    };
  else if (slicesPerGpu * compute > COMPUTE_SLICES)
    yield {
      path,
      fact: `${slicesPerGpu} slices ${profile} take ${slicesPerGpu * compute} compute slices, and a GPU has ${COMPUTE_SLICES}`,
      act: `Write at most ${Math.floor(COMPUTE_SLICES / compute)}, or a smaller profile`,
    };
  else if (slicesPerGpu * memory > has)
    yield {
      path,
      fact: `${slicesPerGpu} slices ${profile} take ${slicesPerGpu * memory} GB, and pools.${name}.gpu.product ${gpu.product} has ${has}`,
      act: 'Write fewer slices, or a smaller profile',
    };
}

function* services(site: Site, pools: readonly [string, Pool][]): Generator<Problem> {
  const hosting = pools.filter(([, { role }]) => role !== 'sessions');
  if (hosting.length === 0) {
    yield {
      path: 'pools',
      fact: "no pool takes the platform's services",
      act: 'Give one pool the role services or both',
    };
    return;
  }
  const needed = servicesRequest(site);
  const free = (key: keyof Size) =>
    hosting.reduce((sum, [, pool]) => sum + pool.nodes * Math.max(0, pool.allocatable[key] - NODE_SLACK[key]), 0);
  if (free('cpu') < needed.cpu || free('memory') < needed.memory)
    yield {
      path: 'pools',
      fact: `the platform's services ask for ${formatCpu(needed.cpu)} CPU and ${formatMemory(needed.memory)}, and ${hosting.map(([name]) => `pools.${name}`).join(', ')} have ${formatCpu(free('cpu'))} and ${formatMemory(free('memory'))}, daemonsets taken off`,
      act: 'Declare more or larger nodes for services',
    };
}
