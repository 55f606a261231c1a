import type { SessionType } from '../config/session-type';
import type { Site } from '../config/site';
import { type Amounts, amounts, minus, NOTHING, RESOURCES, type ResourceName } from './amounts';
import { type PoolBudget, teamsOf } from './budget';
import type { PoolCapacity } from './capacity';
import { percentOf } from './divide';
import { isElastic } from './machines';
import { nodeLabels, type Taint } from './placement';
import type { Priorities } from './priorities';

/** API version of Kueue's objects. */
export const KUEUE_API = 'kueue.x-k8s.io/v1beta2';

/** Nodes among which a queue does not tell: one pool. */
export interface Flavour {
  readonly name: string;
  readonly pool: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly taints: readonly Taint[];
}

/** A priority in the queues; where pods have a class too, both are one declaration. */
export interface QueuePriority {
  readonly name: string;
  readonly value: number;
  readonly description: string;
}

/** The queue of one team. */
export interface TeamQueue {
  readonly team: string;
  readonly weight: number;
  /** Name in `namespace`. */
  readonly name: string;
  readonly namespace: string;
  /** Name of the queue behind it, in the whole cluster. */
  readonly clusterQueue: string;
  /** By pool: what the team is promised, and the part of it that others may use while it is idle. */
  readonly pools: Readonly<Record<string, { readonly nominal: Amounts; readonly lent: Amounts }>>;
}

/** Everything that Kueue is told. */
export interface Queues {
  /** Resources that have quotas, in the order in which every list has them. */
  readonly resources: readonly ResourceName[];
  readonly flavours: readonly Flavour[];
  /** Name by which the nodes of all flavours can be told apart; absent where Kueue counts in total only. */
  readonly topology?: string;
  /** Name of the check that waits for machines, and the flavours of pools whose machines it asks the autoscaler for; absent where no pool grows so. */
  readonly provisioning?: { readonly name: string; readonly flavours: readonly string[] };
  /** Name of the group whose queues lend to each other; absent with one team. */
  readonly cohort?: string;
  readonly teams: readonly TeamQueue[];
  readonly priorities: readonly QueuePriority[];
  /** Queue and priority of each session type. */
  readonly types: Readonly<Record<string, { readonly queue: TeamQueue; readonly priority: QueuePriority }>>;
  /** Whether headless sessions may be stopped for others. */
  readonly preempt: 'never' | 'headless';
  /** Whether they admit nothing, or stop what they have admitted too; absent: they admit. */
  readonly stop?: 'Hold' | 'HoldAndDrain';
}

const STOP = { block: 'Hold', drain: 'HoldAndDrain' } as const;

/** What a site with queues tells Kueue; `undefined` for one without. */
export function planQueues(
  site: Site,
  given: {
    readonly capacity: readonly PoolCapacity[];
    readonly budget: readonly PoolBudget[];
    readonly sessionTypes: Readonly<Record<string, SessionType>>;
    readonly priorities: Priorities;
  },
): Queues | undefined {
  const { queues } = site;
  if (queues.kind === 'none') return undefined;
  const { capacity, budget, sessionTypes } = given;
  const flavours = capacity.map(({ name }) => ({
    name: `${site.name}-${name}`,
    pool: name,
    labels: nodeLabels(site, name),
    taints: site.pools[name]?.taints ?? [],
  }));
  const growing = flavours.filter(({ pool }) => {
    const declared = site.pools[pool];
    return declared?.provider.kind === 'cluster-api' && isElastic(declared);
  });
  const weights = teamsOf(site);
  const teams = weights.map(([team, weight]) => ({
    team,
    weight,
    name: team,
    namespace: own(queues.namespaces, team) ?? site.namespaces.sessions,
    clusterQueue: `${site.name}-${team}`,
    pools: Object.fromEntries(budget.map((pool) => [pool.pool, quota(pool.teams[team] ?? NOTHING, queues.kept)])),
  }));
  const levels = priorities(site, given.priorities);
  const types = Object.entries(sessionTypes).flatMap(([type, { priority }]) => {
    const queue = teams.find(({ team }) => team === teamOfType(site, type));
    return queue ? [[type, { queue, priority: priority === 'platform' ? levels.interactive : levels.headless }]] : [];
  });
  return {
    resources: RESOURCES.filter((resource) => budget.some(({ physical }) => physical[resource] > 0)),
    flavours,
    ...(queues.nodeFit && flavours.every((flavour) => canLook(site, flavour)) && { topology: `${site.name}-nodes` }),
    ...(growing.length > 0 && {
      provisioning: { name: `${site.name}-machines`, flavours: growing.map(({ name }) => name) },
    }),
    ...(teams.length > 1 && { cohort: site.name }),
    teams,
    priorities: [levels.interactive, levels.headless],
    types: Object.fromEntries(types) as Queues['types'],
    preempt: queues.preempt,
    ...(site.maintenance.mode !== 'none' && { stop: STOP[site.maintenance.mode] }),
  };
}

/**
 * Whether Kueue can look at the nodes of a flavour before it admits: it finds them by labels, they must be there already,
 * and they must say themselves what they have, which nodes do not of devices that a driver hands out.
 */
function canLook(site: Site, { pool, labels }: Flavour): boolean {
  const declared = site.pools[pool];
  if (!declared || Object.keys(labels).length === 0) return false;
  return !isElastic(declared) && declared.gpu?.sharing.mode !== 'dra';
}

/** Team whose queue sessions of a type wait in; `undefined` where the site leaves it open. */
export function teamOfType(site: Site, type: string): string | undefined {
  if (site.queues.kind === 'none') return undefined;
  const named = own(site.queues.types, type);
  if (named !== undefined) return named;
  const open = openTeams(site);
  return open.length === 1 ? open[0] : undefined;
}

/** Teams to which the site leads no session type and that have no session service of their own. */
export function openTeams(site: Site): string[] {
  const { queues } = site;
  if (queues.kind === 'none') return [];
  const named = new Set([...Object.values(queues.types), ...Object.keys(queues.namespaces)]);
  return teamsOf(site)
    .map(([team]) => team)
    .filter((team) => !named.has(team));
}

const quota = (nominal: Amounts, kept: number) => ({
  nominal,
  lent: minus(
    nominal,
    amounts((resource) => percentOf(nominal[resource], kept)),
  ),
});

// The session service gives a priority by type. Pods of headless sessions have no class, which Kubernetes counts as 0.
const priorities = ({ name }: Site, { interactive }: Priorities) => ({
  interactive: { name: interactive.name, value: interactive.value, description: interactive.description },
  headless: { name: `${name}-headless`, value: 0, description: 'Headless sessions.' },
});

/** The entry of that name; names such as `constructor` have none. */
const own = (map: Readonly<Record<string, string>>, name: string): string | undefined =>
  Object.hasOwn(map, name) ? map[name] : undefined;
