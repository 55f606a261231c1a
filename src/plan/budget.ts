import type { Site } from '../config/site';
import { type Amounts, amounts, minus, RESOURCES, type ResourceName, sumOf, UNITS } from './amounts';
import type { PoolCapacity } from './capacity';
import { divide, percentOf } from './divide';

/** Where every core, byte, GPU and pod of one pool went. `physical` is the sum of all the others, exactly. */
export interface PoolBudget {
  readonly pool: string;
  /** What the nodes offer to pods. */
  readonly physical: Amounts;
  /** Left free for daemonsets, and taken by the platform's services where they share the pool. */
  readonly reserved: Amounts;
  /** Promised to nobody, so that quotas are met although no packing is perfect. */
  readonly headroom: Amounts;
  /** What each team is promised, by name. */
  readonly teams: Readonly<Record<string, Amounts>>;
  /** Less than one core, GiB, GPU or pod: too little to be promised. */
  readonly unassigned: Amounts;
}

/** The team of a site that declares none. */
export const EVERYONE = 'everyone';

/** Teams that share the sessions' pools, with their weights. */
export function teamsOf(site: Site): readonly (readonly [name: string, weight: number])[] {
  const teams = Object.entries(site.teams).map(([name, { weight }]) => [name, weight] as const);
  return teams.length > 0 ? teams : [[EVERYONE, 1]];
}

/** Shares out what the pools have for sessions, one pool at a time, so that no team is promised a GPU without a node. */
export function planBudget(site: Site, capacity: readonly PoolCapacity[]): PoolBudget[] {
  const teams = teamsOf(site);
  const weights = teams.map(([, weight]) => weight);
  const percent = site.queues.kind === 'none' ? 0 : site.queues.headroom;
  return capacity.map(({ name, physical, total }) => {
    // GPUs and pods are few and whole: headroom of them would be one that nobody can ever use.
    const headroom = amounts((resource) =>
      UNITS[resource] === 1 ? 0 : Math.min(total[resource], roundUp(percentOf(total[resource], percent), resource)),
    );
    const promised = minus(total, headroom);
    const parts = new Map(
      RESOURCES.map((resource) => [resource, divide(promised[resource], weights, UNITS[resource])]),
    );
    const shares = Object.fromEntries(
      teams.map(([team], index) => [team, amounts((resource) => parts.get(resource)?.[index] ?? 0)]),
    );
    return {
      pool: name,
      physical,
      reserved: minus(physical, total),
      headroom,
      teams: shares,
      unassigned: minus(promised, sumOf(Object.values(shares))),
    };
  });
}

const roundUp = (amount: number, resource: ResourceName) => Math.ceil(amount / UNITS[resource]) * UNITS[resource];
