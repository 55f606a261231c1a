import type { Pool } from '../config/pools';
import type { Site } from '../config/site';
import type { Problem } from '../errors';
import { allocatable, daemonsets } from './allocatable';
import { type Amounts, amounts, atLeastNothing, minus } from './amounts';
import { poolLabels } from './capacity';
import { shortOf, written } from './fit-count';
import { servicePods, servicesRequest } from './sizes';

/** Pools that cannot be told apart, offer nothing, have no place for the services, or are more than can be counted. */
export function* poolProblems(site: Site): Generator<Problem> {
  const pools = Object.entries(site.pools);
  yield* sums(pools);
  yield* services(site, pools);
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

function* sums(pools: readonly [string, Pool][]): Generator<Problem> {
  const total = (resource: keyof Amounts) =>
    pools.reduce((sum, [, pool]) => sum + pool.nodes * allocatable(pool)[resource], 0);
  const sums = { CPU: total('cpu'), memory: total('memory'), disk: total('ephemeral'), GPUs: total('gpu') };
  for (const [what, sum] of Object.entries(sums)) {
    if (!Number.isSafeInteger(sum))
      yield {
        path: 'pools',
        fact: `all nodes together have more ${what} than we can count exactly`,
        act: 'Declare fewer or smaller nodes',
      };
  }
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
  const free = hosting.map(([, pool]) => atLeastNothing(minus(allocatable(pool), daemonsets(pool))));
  const all = amounts((key) =>
    hosting.reduce((sum, [, { nodes }], index) => sum + nodes * (free[index]?.[key] ?? 0), 0),
  );
  const places = hosting.map(([name]) => `pools.${name}`).join(', ');
  const needed = servicesRequest(site);
  const short = shortOf(all, needed);
  if (short.length > 0) {
    yield {
      path: 'pools',
      fact: `the platform's services ask for ${written(needed, short)}, and ${places} ${hosting.length === 1 ? 'has' : 'have'} ${written(all, short)}, daemonsets taken off`,
      act: 'Declare more or larger nodes for services',
    };
    return;
  }
  const homeless = servicePods(site).find((pod) => free.every((node) => shortOf(node, pod).length > 0));
  if (homeless)
    yield {
      path: 'pools',
      fact: `one pod of the platform's services asks for ${written(homeless)}, and no node of ${places} has so much, daemonsets taken off`,
      act: 'Declare larger nodes for services',
    };
}
