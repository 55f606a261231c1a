import type { Pool } from '../config/pools';
import type { Site } from '../config/site';
import type { Bytes, Millicores } from '../config/units';
import { type Size, servicesRequest } from './sizes';

const Gi = 2 ** 30;

/** Left free on every node for daemonsets (log, metrics, CSI and GPU agents), which no site file lists. */
export const NODE_SLACK: Size = { cpu: 1000, memory: 2 * Gi };

/** What one pool offers to sessions. */
export interface PoolCapacity {
  readonly name: string;
  readonly nodes: number;
  /** Largest single pod that an otherwise empty node of this pool can take. */
  readonly largestPod: Size & { readonly ephemeral: Bytes; readonly gpu: number };
  /** All nodes together. */
  readonly total: {
    readonly cpu: Millicores;
    readonly memory: Bytes;
    readonly ephemeral: Bytes;
    readonly gpu: number;
    readonly pods: number;
  };
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
      const { cpu, memory, ephemeral, pods } = pool.allocatable;
      // Where services have no pool of their own they live on the first shared one.
      const taken = !alone && shared[0]?.[0] === name ? services : { cpu: 0, memory: 0 };
      const perNode = { cpu: cpu - NODE_SLACK.cpu, memory: memory - NODE_SLACK.memory };
      const onOneNode = pool.nodes === 1 ? taken : { cpu: 0, memory: 0 };
      return {
        name,
        nodes: pool.nodes,
        largestPod: {
          cpu: Math.max(0, perNode.cpu - onOneNode.cpu),
          memory: Math.max(0, perNode.memory - onOneNode.memory),
          ephemeral,
          gpu: gpusPerNode(pool),
        },
        total: {
          cpu: Math.max(0, pool.nodes * perNode.cpu - taken.cpu),
          memory: Math.max(0, pool.nodes * perNode.memory - taken.memory),
          ephemeral: pool.nodes * ephemeral,
          gpu: pool.nodes * gpusPerNode(pool),
          pods: pool.nodes * pods,
        },
        labels: poolLabels(site, name),
      };
    });
}
