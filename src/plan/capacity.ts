import type { Site } from '../config/site';
import { allocatable, daemonsets } from './allocatable';
import { type Amounts, amounts, atLeastNothing, minus, NOTHING } from './amounts';
import { sessionOverhead } from './session-pod';
import { servicesRequest } from './sizes';

/** What one pool offers to sessions. */
export interface PoolCapacity {
  readonly name: string;
  readonly nodes: number;
  /** What one node offers to pods, GPUs or slices included. */
  readonly node: Amounts;
  /** What daemonsets take of one node. */
  readonly daemonsets: Amounts;
  /** Taken from one of the nodes by the platform's services, where they have no pool of their own. */
  readonly services: Amounts;
  /** Largest single pod that a node of this pool can take while nobody else is there. */
  readonly largestPod: Amounts;
  /** The same for a session, less what its container runtime takes itself. */
  readonly largestSession: Amounts;
  /** What all nodes together offer to pods. */
  readonly physical: Amounts;
  /** What all nodes together have for sessions. */
  readonly total: Amounts;
  /** Labels that select its nodes; empty where every node of the cluster belongs to it. */
  readonly labels: Readonly<Record<string, string>>;
}

/** Labels of a pool's nodes: its own, or one made from its name; none where it is the only pool. */
export function poolLabels(site: Site, name: string): Readonly<Record<string, string>> {
  const own = site.pools[name]?.labels;
  if (own) return own;
  return Object.keys(site.pools).length === 1 ? {} : { 'astroplatform.io/pool': name };
}

/** Pools that take sessions, with what they offer to them. */
export function sessionCapacity(site: Site): PoolCapacity[] {
  const shared = Object.entries(site.pools).filter(([, { role }]) => role === 'both');
  const alone = Object.values(site.pools).some(({ role }) => role === 'services');
  const services = servicesRequest(site);
  const overhead = sessionOverhead(site);
  return Object.entries(site.pools)
    .filter(([, { role }]) => role !== 'services')
    .map(([name, pool]) => {
      const node = allocatable(pool);
      const taken = daemonsets(pool);
      // Where services have no pool of their own they live on the first shared one.
      const served = !alone && shared[0]?.[0] === name ? services : NOTHING;
      const free = atLeastNothing(minus(node, taken));
      const largestPod = atLeastNothing(minus(free, pool.nodes === 1 ? served : NOTHING));
      return {
        name,
        nodes: pool.nodes,
        node,
        daemonsets: taken,
        services: served,
        largestPod,
        largestSession: atLeastNothing(minus(largestPod, overhead)),
        physical: amounts((resource) => pool.nodes * node[resource]),
        total: amounts((resource) => Math.max(0, pool.nodes * free[resource] - served[resource])),
        labels: poolLabels(site, name),
      };
    });
}
