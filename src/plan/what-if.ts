import type { Pool } from '../config/pools';
import type { Site } from '../config/site';
import { type Problem, UsageError } from '../errors';
import { mostSlices } from './mig';

/** Changes of the pools, as a person writes them. */
export interface Changes {
  /** `cpu: 10` (ten more of these nodes), or `gpu: 2 x 4 H100 mig 3g.40gb` (two such nodes with other GPUs). */
  readonly add?: readonly string[];
  /** `cpu: 5`: so many nodes of a pool less. */
  readonly drain?: readonly string[];
}

/** As many as `pools.<name>.nodes` may be. */
const MOST_NODES = 100_000;
const ADD =
  /^(?<name>[a-z0-9-]{1,63}) ?: ?(?<nodes>\d{1,40})(?: ?x ?(?<count>\d{1,2}) (?<product>[\w.-]{1,63})(?: mig (?<profile>\dg\.\d{1,3}gb)| shared (?<replicas>\d{1,2}))?)?$/;
const DRAIN = /^(?<name>[a-z0-9-]{1,63}) ?: ?(?<nodes>\d{1,40})$/;

/**
 * The site with other pools. Quotas, offers and everything else follow when it is planned again.
 *
 * @throws {UsageError} with every change that cannot be read or made
 * @example
 * ```ts
 * const larger = planSite(whatIf(site, { add: ['gpu: 2 x 4 H100 mig 3g.40gb'], drain: ['cpu: 5'] }), file);
 * ```
 */
export function whatIf(site: Site, { add = [], drain = [] }: Changes): Site {
  const pools: Record<string, Pool> = { ...site.pools };
  const problems: Problem[] = [];
  const change = (
    option: string,
    form: RegExp,
    example: string,
    text: string,
    apply: (match: Match) => Problem | undefined,
  ) => {
    const match = form.exec(text.trim().replace(/\s+/g, ' '))?.groups as Match | undefined;
    const known = match && Object.hasOwn(pools, match.name);
    const problem = !match
      ? { fact: `"${text}" is no change`, act: `Write e.g. "${example}"` }
      : !known
        ? { fact: `there is no pool "${match.name}"`, act: `Known: ${Object.keys(site.pools).join(', ')}` }
        : Number(match.nodes) === 0
          ? { fact: `"${text}" changes nothing`, act: 'Write at least one node' }
          : Number(match.nodes) > MOST_NODES
            ? { fact: `${match.nodes} nodes are more than a pool may have`, act: `Write at most ${MOST_NODES}` }
            : apply(match);
    if (problem) problems.push({ path: option, ...problem });
  };
  for (const text of drain)
    change('--drain', DRAIN, 'cpu: 5', text, ({ name, nodes }) => {
      const pool = pools[name] as Pool;
      if (Number(nodes) >= pool.nodes)
        return { fact: `pools.${name} has ${pool.nodes} nodes, and none would be left of it`, act: 'Drain fewer' };
      pools[name] = { ...pool, nodes: pool.nodes - Number(nodes) };
      return undefined;
    });
  for (const text of add)
    change('--add', ADD, 'gpu: 2 x 4 H100 mig 3g.40gb', text, (match) => {
      addTo(pools, match);
      return undefined;
    });
  if (problems.length > 0) throw new UsageError('fit: these changes cannot be made', problems);
  return { ...site, pools };
}

interface Match {
  readonly name: string;
  readonly nodes: string;
  readonly count?: string;
  readonly product?: string;
  readonly profile?: string;
  readonly replicas?: string;
}

function addTo(pools: Record<string, Pool>, match: Match): void {
  const { name } = match;
  const nodes = Number(match.nodes);
  const pool = pools[name] as Pool;
  const gpu = gpuOf(pool, match) ?? pool.gpu;
  if (JSON.stringify(gpu) === JSON.stringify(pool.gpu)) {
    pools[name] = { ...pool, nodes: pool.nodes + nodes };
    return;
  }
  // Other GPUs are another pool: as large in everything else, and with a label of its own.
  const { labels: _, ...alike } = pool;
  let added = `${name}-added`;
  for (let number = 2; Object.hasOwn(pools, added); number++) added = `${name}-added-${number}`;
  pools[added] = { ...alike, ...(gpu && { gpu }), nodes };
}

function gpuOf({ gpu }: Pool, { count, product = '', profile, replicas }: Match): Pool['gpu'] {
  if (count === undefined) return undefined;
  // `H100` is the product of the pool when its full name says so.
  const known = gpu?.product.toLowerCase().includes(product.toLowerCase());
  const full = known && gpu ? gpu.product : product;
  const sharing = profile
    ? {
        mode: 'mig' as const,
        strategy: 'single' as const,
        slicesPerGpu: Math.max(1, mostSlices(full, profile)),
        profile,
      }
    : replicas
      ? { mode: 'timeSlicing' as const, replicas: Number(replicas) }
      : { mode: 'exclusive' as const };
  return { product: full, count: Number(count), sharing };
}
