import type { Pool } from '../config/pools';
import type { Site } from '../config/site';
import { type Amounts, amounts, atLeastNothing, minus, NOTHING } from './amounts';
import { servicesRequest } from './sizes';

const Gi = 2 ** 30;

/** Left free on every node for daemonsets (log, metrics, CSI and GPU agents), which no site file lists. */
export const NODE_SLACK: Amounts = { cpu: 1000, memory: 2 * Gi, ephemeral: 0, gpu: 0, pods: 10 };

/** What one pool offers to sessions. */
export interface PoolCapacity {
  readonly name: string;
  readonly nodes: number;
  /** What one node offers to pods, GPUs or slices included. */
  readonly node: Amounts;
  /** Taken from one of the nodes by the platform's services, where they have no pool of their own. */
  readonly services: Amounts;
  /** Largest single pod that a node of this pool can take while nobody else is there. */
  readonly largestPod: Amounts;
  /** What all nodes together offer to pods. */
  readonly physical: Amounts;
  /** What all nodes together have for sessions. */
  readonly total: Amounts;
  /** Labels that select its nodes; empty where every node of the cluster belongs to it. */
  readonly labels: Readonly<Record<string, string>>;
}

/** GPUs that sessions can ask for on one node: whole ones, or slices. */
export function gpusPerNode({ gpu }: Pool): number {
  if (!gpu) return 0;
  if (gpu.sharing.mode === 'mig') return gpu.count * gpu.sharing.slicesPerGpu;
  if (gpu.sharing.mode === 'timeSlicing') return gpu.count * gpu.sharing.replicas;
  return gpu.count;
}

/** GPU counts that one session may ask for on this pool: a process can use one slice only, but several whole GPUs. */
export function gpuOptions({ gpu }: Pool): number[] {
  if (!gpu) return [];
  return gpu.sharing.mode === 'exclusive' ? Array.from({ length: gpu.count }, (_, index) => index + 1) : [1];
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
  return Object.entries(site.pools)
    .filter(([, { role }]) => role !== 'services')
    .map(([name, pool]) => {
      const node: Amounts = { ...pool.allocatable, gpu: gpusPerNode(pool) };
      // Where services have no pool of their own they live on the first shared one.
      const taken = !alone && shared[0]?.[0] === name ? services : NOTHING;
      const free = atLeastNothing(minus(node, NODE_SLACK));
      return {
        name,
        nodes: pool.nodes,
        node,
        services: taken,
        largestPod: atLeastNothing(minus(free, pool.nodes === 1 ? taken : NOTHING)),
        physical: amounts((resource) => pool.nodes * node[resource]),
        total: amounts((resource) => Math.max(0, pool.nodes * free[resource] - taken[resource])),
        labels: poolLabels(site, name),
      };
    });
}
