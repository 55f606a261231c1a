import type { Pool } from '../config/pools';
import type { SessionType } from '../config/session-type';
import type { Site } from '../config/site';
import type { Problem } from '../errors';
import { allocatable, daemonsets } from './allocatable';
import {
  type Amounts,
  atLeastNothing,
  formatAmount,
  KUBERNETES_NAMES,
  minus,
  type ResourceName,
  sumOf,
} from './amounts';
import { planBudget } from './budget';
import type { PoolCapacity } from './capacity';
import { shortOf, written } from './fit-count';
import { gpuOptions } from './gpus';
import type { Offers } from './offers';
import { sessionRequest } from './session-pod';
import { type Size, servicePods } from './sizes';

/** Something that may run on a pool, and what it takes. */
interface Candidate {
  readonly what: string;
  readonly request: Amounts;
}

/** The smallest size that anybody may ask for: the session service counts whole cores and GiB. */
export const LEAST: Size = { cpu: 1000, memory: 2 ** 30 };

/** Resources as a person calls them. */
const WORDS = { cpu: 'CPU', memory: 'memory', ephemeral: 'local disk', gpu: 'GPUs', pods: 'pods' } as const;

/**
 * Pools on which nothing that may run there ever would, not even alone on an empty node: sessions of any type at their
 * smallest, or for a pool of services the platform's own pods. Either no node has room for them, or no quota.
 */
export function poolRoomProblems(
  site: Site,
  offers: Offers,
  types: Readonly<Record<string, SessionType>>,
  capacity: readonly PoolCapacity[],
): { readonly pool: string; readonly problem: Problem }[] {
  const services = servicePods(site).map((request) => ({ what: "a pod of the platform's services", request }));
  return Object.entries(site.pools).flatMap(([name, pool]) => {
    const candidates = pool.role === 'services' ? services : smallestSessions({ site, offers }, pool, types);
    // Without types, or any that may ask for a GPU, others tell what is wrong.
    const problem =
      noRoom(name, pool, candidates) ??
      noQuota(
        site,
        capacity.find((one) => one.name === name),
        candidates,
      );
    return problem ? [{ pool: name, problem }] : [];
  });
}

/** Sessions that may land on a pool, each type at its smallest: those with a GPU on pools that have some, else the others. */
function smallestSessions(
  plan: { readonly site: Site; readonly offers: Offers },
  pool: Pool,
  types: Readonly<Record<string, SessionType>>,
): Candidate[] {
  const [gpus = 0] = gpuOptions(pool);
  return Object.entries(types)
    .filter(([, { owner }]) => gpus === 0 || owner !== 'desktop')
    .map(([name, type]) => ({
      what: `the smallest ${name} session`,
      request: sessionRequest(plan, type, { ...(type.resources ? {} : LEAST), gpus }),
    }));
}

function noRoom(name: string, pool: Pool, candidates: readonly Candidate[]): Problem | undefined {
  const path = `pools.${name}`;
  const node = allocatable(pool);
  const taken = daemonsets(pool);
  const free = atLeastNothing(minus(node, taken));
  const nearest = nearestIn(free, candidates);
  if (!nearest) return undefined;
  const { what, request, short } = nearest;
  const place = `${path}.${pool.allocatable ? 'allocatable' : 'capacity'}`;
  const has = short.map((resource) => left(resource, node, taken, free)).join(', ');
  return {
    path: short.length === 1 ? `${place}.${short[0]}` : place,
    fact: `${pool.role === 'services' ? 'nothing would ever run' : 'no session would ever start'} here: a node has ${has}, and ${what} asks for ${written(request, short)}`,
    act: [
      `Declare nodes with more ${short.map((resource) => WORDS[resource]).join(', ')}`,
      ...(short.some((resource) => taken[resource] > 0) ? [`lower ${path}.daemonsets if they take less`] : []),
      pool.role === 'both' ? `write services as ${path}.role` : 'remove the pool',
    ].join(', or '),
  };
}

/** Quotas are in whole cores and GiB, after a headroom in whole ones too: of few nodes nothing may be left. */
function noQuota(site: Site, pool: PoolCapacity | undefined, candidates: readonly Candidate[]): Problem | undefined {
  // A pool that services live on is of use, whatever is left of it.
  if (site.queues.kind === 'none' || !pool || pool.services.pods > 0) return undefined;
  const [budget] = planBudget(site, [pool]);
  if (!budget) return undefined;
  const promised = sumOf(Object.values(budget.teams));
  const nearest = nearestIn(promised, candidates);
  if (!nearest) return undefined;
  const { what, request, short } = nearest;
  return {
    path: `pools.${pool.name}`,
    fact: `no session would ever start here: its nodes have ${written(pool.total, short)} for sessions, of which queues.headroom (${site.queues.headroom} %, in whole cores and GiB) keeps ${written(budget.headroom, short)}, so that all teams together have ${written(promised, short)}, and ${what} asks for ${written(request, short)}`,
    act: 'Declare more or larger nodes, or lower queues.headroom, or remove the pool',
  };
}

/** Which of the candidates is nearest to having room in a space; `undefined` where one has. */
function nearestIn(space: Amounts, candidates: readonly Candidate[]) {
  const nearest = candidates
    .map((candidate) => ({ ...candidate, short: shortOf(space, candidate.request) }))
    .sort((a, b) => a.short.length - b.short.length || distance(space, a) - distance(space, b))[0];
  return nearest && nearest.short.length > 0 ? nearest : undefined;
}

/** What is left of one resource, and how that comes. */
function left(resource: ResourceName, node: Amounts, taken: Amounts, free: Amounts): string {
  const amount = (of: Amounts) => formatAmount(resource, of[resource]);
  const of = taken[resource] > 0 ? ` (it offers ${amount(node)} to pods, and daemonsets take ${amount(taken)})` : '';
  return `${amount(free)} ${KUBERNETES_NAMES[resource]}${of}`;
}

/** How far a space is from having room: 1 is all that it has. */
const distance = (free: Amounts, { request, short }: Candidate & { readonly short: readonly ResourceName[] }) =>
  Math.max(0, ...short.map((resource) => request[resource] / Math.max(1, free[resource])));
