import type { Pool } from '../config/pools';
import type { Site } from '../config/site';
import { formatCpu, formatMemory } from '../config/units';
import { allocatable, reservations } from './allocatable';
import { poolLabels } from './capacity';
import { divide } from './divide';
import { softwareLabels } from './gpu-software';
import { GPU_COUNT_LABEL, nodeLabels } from './placement';

/** API versions of the objects that make machines. */
export const CLUSTER_API = 'cluster.x-k8s.io/v1beta2';
export const BOOTSTRAP_API = 'bootstrap.cluster.x-k8s.io/v1beta2';
export const OPENSTACK_API = 'infrastructure.cluster.x-k8s.io/v1beta1';
export const KARPENTER_API = 'karpenter.sh/v1';
export const EC2_API = 'karpenter.k8s.aws/v1';

/** Pools whose nodes come when sessions wait and go when nobody is there; the names of their pods' annotations differ. */
export const isElastic = ({ provider, nodes }: Pool): boolean =>
  provider.kind === 'karpenter' || (provider.kind === 'cluster-api' && (provider.always ?? nodes) < nodes);

/** Annotations by which whoever takes nodes away leaves those alone that have a session. */
export function sessionAnnotations({ pools }: Site): Readonly<Record<string, string>> {
  const kinds = new Set(
    Object.values(pools)
      .filter((pool) => pool.role !== 'services' && isElastic(pool))
      .map(({ provider }) => provider.kind),
  );
  return {
    ...(kinds.has('karpenter') && { 'karpenter.sh/do-not-disrupt': 'true' }),
    ...(kinds.has('cluster-api') && { 'cluster-autoscaler.kubernetes.io/safe-to-evict': 'false' }),
  };
}

/** Labels that the platform writes on the nodes of a pool that it makes, beside those that tell pools apart. */
export const writtenLabels = (site: Site, name: string): Readonly<Record<string, string>> => ({
  ...poolLabels(site, name),
  ...softwareLabels(site, name),
});

/** Kubelet's settings behind the allocatable of a pool, as a KubeletConfiguration has them; `undefined` for one that was measured. */
export function kubeletSettings(pool: Pool) {
  const kept = reservations(pool);
  if (!kept || !pool.capacity) return undefined;
  const { kube, system, eviction } = kept;
  return {
    maxPods: pool.capacity.pods,
    kubeReserved: {
      cpu: formatCpu(kube.cpu),
      memory: formatMemory(kube.memory),
      'ephemeral-storage': formatMemory(kube.ephemeral),
    },
    systemReserved: { cpu: formatCpu(system.cpu), memory: formatMemory(system.memory) },
    // Whoever sets one threshold unsets the defaults of the others.
    evictionHard: {
      'memory.available': formatMemory(eviction.memory),
      'nodefs.available': `${eviction.diskPercent}%`,
      'nodefs.inodesFree': '5%',
      'imagefs.available': '15%',
    },
  };
}

/** Machines of one availability zone. */
export interface ZoneShare {
  readonly zone?: string;
  readonly nodes: number;
  readonly always: number;
}

/** Name of the machines of a pool in a zone. A cloud names its zones as it likes, Kubernetes its objects not. */
export const machinesName = ({ name }: Site, pool: string, zone?: string): string =>
  [name, pool, ...(zone ? [zone.toLowerCase().replace(/[^a-z0-9]+/g, '-')] : [])].join('-');

/** How the machines of a pool are divided among its zones. */
export function zoneShares({ nodes, provider }: Pool): ZoneShare[] {
  if (provider.kind !== 'cluster-api') return [];
  const { zones, always = nodes } = provider;
  if (zones.length === 0) return [{ nodes, always }];
  const weights = zones.map(() => 1);
  const [most, least] = [divide(nodes, weights, 1), divide(always, weights, 1)];
  return zones.map((zone, index) => ({ zone, nodes: most[index] ?? 0, always: least[index] ?? 0 }));
}

/** What the cluster autoscaler must know of a node before the first is there. */
export function autoscalerAnnotations(site: Site, name: string, pool: Pool, share: ZoneShare): Record<string, string> {
  const { cpu, memory, ephemeral, gpu, pods } = allocatable(pool);
  const capacity = 'capacity.cluster-autoscaler.kubernetes.io';
  const labels = { ...writtenLabels(site, name), ...nodeLabels(site, name) };
  return {
    'cluster.x-k8s.io/cluster-api-autoscaler-node-group-min-size': String(share.always),
    'cluster.x-k8s.io/cluster-api-autoscaler-node-group-max-size': String(share.nodes),
    [`${capacity}/cpu`]: formatCpu(cpu),
    [`${capacity}/memory`]: formatMemory(memory),
    [`${capacity}/ephemeral-disk`]: formatMemory(ephemeral),
    [`${capacity}/maxPods`]: String(pods),
    ...(gpu > 0 && {
      ...(pool.gpu?.sharing.mode === 'dra'
        ? { [`${capacity}/dra-driver`]: pool.gpu.sharing.driver }
        : { [`${capacity}/gpu-type`]: 'nvidia.com/gpu' }),
      [`${capacity}/gpu-count`]: String(gpu),
    }),
    ...(Object.keys(labels).length > 0 && { [`${capacity}/labels`]: pairs(labels) }),
    ...(pool.taints.length > 0 && {
      [`${capacity}/taints`]: pool.taints.map(({ key, value, effect }) => `${key}=${value ?? ''}:${effect}`).join(','),
    }),
  };
}

/** `a=b,c=d`: how kubelet and the autoscaler read labels. */
export const pairs = (labels: Readonly<Record<string, string>>): string =>
  Object.entries(labels)
    .map(([key, value]) => `${key}=${value}`)
    .join(',');

/** Labels of a machine that Karpenter makes: it places pods by what it knows of a node before Feature Discovery has seen it. */
export function expectedLabels(site: Site, name: string): Readonly<Record<string, string>> {
  const count = nodeLabels(site, name)[GPU_COUNT_LABEL];
  return { ...writtenLabels(site, name), ...(count !== undefined && { [GPU_COUNT_LABEL]: count }) };
}
