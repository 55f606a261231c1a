import type { Pool } from '../config/pools';
import type { Site } from '../config/site';
import { formatMemory } from '../config/units';
import type { Problem } from '../errors';
import { allocatable, daemonsets } from './allocatable';
import { formatAmount } from './amounts';
import { poolLabels } from './capacity';
import { machinesName } from './machines';

const Gi = 2 ** 30;
/** Kubelets may not give their node labels of these domains. */
const KUBERNETES_LABEL = /^(?:[^/]*\.)?(?:kubernetes|k8s)\.io\//;
/** These Cluster API writes on the nodes of a Machine itself. */
const SYNCED_LABEL =
  /^(?:node-role\.kubernetes\.io|(?:[^/]*\.)?node-restriction\.kubernetes\.io|(?:[^/]*\.)?node\.cluster\.x-k8s\.io)\//;

/** These are Karpenter's own, or say which node it is. */
const KARPENTER_LABEL = /^(?:[^/]*\.)?karpenter\.(?:sh|k8s\.aws)\/|^kubernetes\.io\/hostname$/;

/** Machines that nobody could make, or that would not be as declared. */
export function* providerProblems(site: Site): Generator<Problem> {
  for (const [name, pool] of Object.entries(site.pools)) {
    if (pool.provider.kind === 'cluster-api') yield* clusterApi(site, name, pool, pool.provider);
    if (pool.provider.kind === 'karpenter') {
      yield* karpenter(name, pool, pool.provider);
      yield* labelled(site, name, KARPENTER_LABEL, 'Karpenter');
    }
  }
  yield* cluster(site);
}

/** Nodes without a size, or with two. No other number of a site means anything before these are settled. */
export function* sizeProblems({ pools }: Site): Generator<Problem> {
  for (const [name, pool] of Object.entries(pools)) {
    yield* size(name, pool);
    yield* daemonsetProblems(name, pool);
  }
}

function* daemonsetProblems(name: string, pool: Pool): Generator<Problem> {
  const [offered, taken] = [allocatable(pool), daemonsets(pool)];
  for (const resource of ['cpu', 'memory', 'pods'] as const)
    if (taken[resource] > offered[resource] && offered[resource] > 0)
      yield {
        path: `pools.${name}.daemonsets.${resource}`,
        fact: `${formatAmount(resource, taken[resource])} is more than a node of pools.${name} offers to pods, ${formatAmount(resource, offered[resource])}`,
        act: 'Write what the daemonsets of one node request together, or declare larger nodes',
      };
}

function* size(name: string, pool: Pool): Generator<Problem> {
  if (!pool.allocatable && !pool.capacity)
    yield {
      path: `pools.${name}.allocatable`,
      fact: 'is missing, and so is capacity',
      act: 'Write what `kubectl describe node` shows under Allocatable, or capacity: the size of the machine',
    };
  else if (pool.allocatable && pool.capacity)
    yield {
      path: `pools.${name}.capacity`,
      fact: `pools.${name}.allocatable says already what a node offers to pods`,
      act: 'Keep what was measured, and remove the other',
    };
  else if (pool.capacity) {
    const left = allocatable(pool);
    for (const resource of ['cpu', 'memory', 'ephemeral'] as const)
      if (left[resource] === 0)
        yield {
          path: `pools.${name}.reserved`,
          fact: `what kubelet keeps from pods is all of pools.${name}.capacity.${resource}`,
          act: 'Declare a larger machine, or reserve less',
        };
  }
}

/** The name of machines is the value of a label too. */
const LONGEST_NAME = 63;

function* machinesProblems(site: Site, name: string, zones: readonly string[]): Generator<Problem> {
  const places = new Map<string, string>();
  for (const [index, zone] of (zones.length > 0 ? zones : [undefined]).entries()) {
    const path = `pools.${name}${zone === undefined ? '' : `.provider.zones[${index}]`}`;
    const machines = machinesName(site, name, zone);
    const other = places.get(machines);
    if (machines.length > LONGEST_NAME)
      yield {
        path,
        fact: `the name of the machines, ${machines}, has ${machines.length} characters`,
        act: `Choose a shorter name of the pool: at most ${LONGEST_NAME} are taken`,
      };
    else if (other)
      yield { path, fact: `its machines would be named as those of ${other}: ${machines}`, act: 'Remove one' };
    else places.set(machines, path);
  }
}

function* clusterApi(
  site: Site,
  name: string,
  { nodes, capacity }: Pool,
  provider: Extract<Pool['provider'], { kind: 'cluster-api' }>,
): Generator<Problem> {
  const path = `pools.${name}.provider`;
  if (!site.cluster.machines)
    yield { path, fact: 'cluster.machines does not say which cluster the machines join', act: 'Name it there' };
  if (provider.always !== undefined && provider.always > nodes)
    yield {
      path: `${path}.always`,
      fact: `${provider.always} is more than pools.${name}.nodes, ${nodes}`,
      act: 'Lower the one or raise the other',
    };
  yield* machinesProblems(site, name, provider.zones);
  for (const key of ['rootVolume', 'scratchDisk'] as const) {
    const bytes = provider[key]?.size ?? 0;
    if (bytes % Gi !== 0)
      yield {
        path: `${path}.${key}.size`,
        fact: `${formatMemory(bytes)} is not a whole number of GiB`,
        act: 'OpenStack counts disks in whole GiB',
      };
  }
  const [key, disk] = provider.scratchDisk
    ? (['scratchDisk', provider.scratchDisk.size] as const)
    : (['rootVolume', provider.rootVolume?.size] as const);
  if (capacity && disk !== undefined && capacity.ephemeral > disk)
    yield {
      path: `pools.${name}.capacity.ephemeral`,
      fact: `${formatMemory(capacity.ephemeral)} is more than ${path}.${key}.size, ${formatMemory(disk)}, the disk that pods have`,
      act: 'Lower the one or raise the other',
    };
  for (const label of Object.keys(poolLabels(site, name)))
    if (KUBERNETES_LABEL.test(label) && !SYNCED_LABEL.test(label)) yield notWritten(name, label, 'a kubelet');
}

function* karpenter(
  name: string,
  { capacity }: Pool,
  provider: Extract<Pool['provider'], { kind: 'karpenter' }>,
): Generator<Problem> {
  const { nodeClass } = provider;
  if (provider.maxAge < 3600)
    yield {
      path: `pools.${name}.provider.maxAge`,
      fact: 'is less than an hour: machines would go before anybody has used them',
      act: 'Write 1h or more',
    };
  if (provider.leastTypes !== undefined && provider.leastTypes > provider.instanceTypes.length)
    yield {
      path: `pools.${name}.provider.leastTypes`,
      fact: `${provider.leastTypes} is more than pools.${name}.provider.instanceTypes has, ${provider.instanceTypes.length}`,
      act: 'Lower it, or name more types',
    };
  if (provider.drain !== undefined && (provider.drain === 0 || provider.drain % 60 !== 0))
    yield {
      path: `pools.${name}.provider.drain`,
      fact: 'is not a number of minutes, in which Karpenter counts',
      act: 'Write e.g. 24h or 90m',
    };
  for (const [index, { lasts }] of provider.disruption.closed.entries())
    if (lasts === 0 || lasts % 60 !== 0)
      yield {
        path: `pools.${name}.provider.disruption.closed[${index}].lasts`,
        fact: 'is not a number of minutes, in which Karpenter counts',
        act: 'Write e.g. 10h or 90m',
      };
  if (nodeClass.kind !== 'ec2' || nodeClass.disk !== 'volume') return;
  const path = `pools.${name}.provider.nodeClass.disk`;
  if (!capacity)
    yield {
      path,
      fact: `a volume needs a size, and pools.${name}.capacity.ephemeral is not written`,
      act: 'Declare capacity instead of allocatable, or write instance-store',
    };
  else if (capacity.ephemeral % Gi !== 0)
    yield {
      path: `pools.${name}.capacity.ephemeral`,
      fact: `${formatMemory(capacity.ephemeral)} is not a whole number of GiB`,
      act: 'EC2 counts volumes in whole GiB',
    };
}

function* labelled(site: Site, name: string, never: RegExp, who: string): Generator<Problem> {
  for (const label of Object.keys(poolLabels(site, name))) if (never.test(label)) yield notWritten(name, label, who);
}

const notWritten = (name: string, label: string, who: string): Problem => ({
  path: `pools.${name}.labels`,
  fact: `${who} may not write the label ${label} on its node, so no node of this pool would ever have it`,
  act: 'Choose a label of a domain of your own',
});

function* cluster({ kubernetes, cluster: { machines } }: Site): Generator<Problem> {
  if (machines && !machines.version.startsWith(`v${kubernetes}.`))
    yield {
      path: 'cluster.machines.version',
      fact: `${machines.version} is not a release of kubernetes, ${kubernetes}`,
      act: 'Change the one or the other',
    };
}
