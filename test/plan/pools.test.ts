import type { SiteInput } from '../../src/config/site';
import { planOf, SMALL } from './sample';

const home = SMALL.pools.cpu as NonNullable<SiteInput['pools'][string]>;
const cut = (slicesPerGpu: number, profile: string, product = 'NVIDIA-H100-80GB-HBM3'): SiteInput['pools'] => ({
  cpu: home,
  gpu: {
    nodes: 1,
    allocatable: { cpu: 64, memory: '500Gi', ephemeral: '2Ti' },
    gpu: { product, count: 4, sharing: { mode: 'mig', slicesPerGpu, profile } },
  },
});
const refusal = (pools: unknown, more: Partial<SiteInput> = {}): string => {
  try {
    planOf({ ...more, pools: pools as SiteInput['pools'] });
  } catch (error) {
    return String(error);
  }
  return '';
};

const A30 = 'NVIDIA-A30';
const machines = { cluster: { machines: { name: 'science', version: 'v1.34.2' } } } satisfies Partial<SiteInput>;
const size = { cpu: 32, memory: '128Gi', ephemeral: '400Gi' };
const openstack = { kind: 'cluster-api', flavor: 'c32', image: 'ubuntu' };
const ec2 = {
  kind: 'ec2',
  image: 'al2023@v20250715',
  role: 'node',
  subnets: { name: 'a' },
  securityGroups: { name: 'a' },
};
const karpenter = { kind: 'karpenter', instanceTypes: ['m6i.8xlarge'], nodeClass: ec2 };
const shared = (sharing: unknown, product = 'NVIDIA-H100-80GB-HBM3') => ({
  cpu: home,
  gpu: { nodes: 1, allocatable: { cpu: 64, memory: '500Gi', ephemeral: '2Ti' }, gpu: { product, count: 4, sharing } },
});

const H100 = 'NVIDIA-H100-80GB-HBM3';

test('discovery is refused where it has nothing to write, or means the nodes of two pools', () => {
  const found = { provider: { kind: 'existing', discovered: { models: ['R750'] } }, nodes: 1, allocatable: size };
  expect(refusal({ cpu: { ...home, ...found, role: 'both' } })).toContain(
    'pools.cpu.provider.discovered: there is nothing to write: a site with one pool looks for its nodes by no label, and pools.cpu.labels has none. Leave it out, or write labels.',
  );
  expect(refusal({ cpu: home, one: found, two: found })).toContain(
    'pools.two.provider.discovered: means the same nodes as pools.one.provider.discovered, which would have the labels of both pools. Tell them apart, e.g. by names.',
  );
  expect(refusal({ cpu: home, one: { ...found, provider: { kind: 'existing', discovered: {} } } })).toContain(
    'pools.one.provider.discovered: says nothing of the nodes, so it would mean all of them. Write names, models or pci.',
  );
  expect(refusal({ cpu: home, one: found })).toBe('');
});

test.each([
  [7, '1g.10gb', H100],
  [4, '1g.20gb', H100],
  [3, '2g.20gb', H100],
  [2, '3g.40gb', H100],
  [1, '7g.80gb', H100],
  [2, '2g.12gb', A30],
])('%i slices %s are a layout of one GPU', (slices, profile, product) => {
  expect(refusal(cut(slices, profile, product))).toBe('');
});

test.each<[string, unknown, string]>([
  ['more compute slices than a GPU has (G5)', cut(7, '2g.20gb'), 'take 14 compute slices, and a GPU has 7'],
  [
    'more memory than the product has (G5)',
    cut(7, '1g.20gb'),
    'take 140 GB, and pools.gpu.gpu.product NVIDIA-H100-80GB',
  ],
  ['more slices than a GPU of four has (G5)', cut(7, '1g.6gb', A30), 'take 7 compute slices, and a GPU has 4'],
  [
    'a profile that the product has not (G5)',
    cut(1, '1g.5gb'),
    'has no profile 1g.5gb. Write one of: 1g.10gb, 1g.20gb',
  ],
  [
    'more slices of a profile than a GPU gives (G5)',
    cut(5, '1g.35gb', 'NVIDIA-H200'),
    'gives 4 slices 1g.35gb, and not 5',
  ],
  [
    'a GPU that cannot be cut (G5)',
    cut(1, '1g.10gb', 'NVIDIA-L40S'),
    'MIG cannot cut pools.gpu.gpu.product NVIDIA-L40S',
  ],
  [
    'slices that are named by their profile (G3)',
    shared({ mode: 'mig', strategy: 'mixed', slicesPerGpu: 7, profile: '1g.10gb' }),
    'pools.gpu.gpu.sharing.strategy: with mixed, nodes offer nvidia.com/mig-1g.10gb, and the session service asks for nvidia.com/gpu only',
  ],
  [
    'claims on a cluster that does not write them for sessions (G3)',
    shared({ mode: 'dra' }),
    'the session service cannot write a resource claim: it asks for nvidia.com/gpu, a name that a device class answers for from Kubernetes 1.36 on, and kubernetes is 1.34',
  ],
  [
    'claims of two drivers',
    { ...shared({ mode: 'dra' }), other: { ...shared({ mode: 'dra', driver: 'gpu.example.org' }).gpu } },
    'pools.other.gpu.sharing.driver: "gpu.example.org" is not pools.gpu.gpu.sharing.driver, "gpu.nvidia.com"',
  ],
  [
    'MPS on slices (G5)',
    shared({ mode: 'mps', replicas: 4, profile: '1g.10gb' }),
    'pools.gpu.gpu.sharing.profile: unknown key',
  ],
  [
    'renamed resources (G3)',
    shared({ mode: 'timeSlicing', replicas: 4, rename: true }),
    'gpu.sharing.rename: unknown key',
  ],
  [
    'nodes without a size',
    { cpu: { role: 'both', nodes: 1 } },
    'pools.cpu.allocatable: is missing, and so is capacity',
  ],
  ['nodes with two sizes', { cpu: { ...home, capacity: size } }, 'pools.cpu.allocatable says already'],
  [
    'kubelet keeps everything',
    { cpu: home, other: { nodes: 1, capacity: { cpu: 1, memory: '1Gi', ephemeral: '1Gi' } } },
    'pools.other.reserved: what kubelet keeps from pods is all of pools.other.capacity.memory',
  ],
  [
    'machines that go at once',
    { cpu: home, more: { nodes: 2, capacity: size, provider: { ...karpenter, maxAge: '30m' } } },
    'pools.more.provider.maxAge: is less than an hour',
  ],
  [
    'more types than are named',
    { cpu: home, more: { nodes: 2, capacity: size, provider: { ...karpenter, leastTypes: 2 } } },
    'pools.more.provider.leastTypes: 2 is more than pools.more.provider.instanceTypes has, 1. Lower it, or name more types.',
  ],
  [
    'a drain in seconds',
    { cpu: home, more: { nodes: 2, capacity: size, provider: { ...karpenter, drain: '30s' } } },
    'pools.more.provider.drain: is not a number of minutes',
  ],
  [
    'a closed time in seconds',
    {
      cpu: home,
      more: {
        nodes: 2,
        capacity: size,
        provider: { ...karpenter, disruption: { closed: [{ schedule: '0 8 * * *', lasts: '90s' }] } },
      },
    },
    'pools.more.provider.disruption.closed[0].lasts: is not a number of minutes',
  ],
  [
    'a profile that no GPU has (G5)',
    cut(1, '9g.10gb'),
    'has no profile 9g.10gb. Write one of: 1g.10gb, 1g.20gb, 2g.20gb, 3g.40gb, 4g.40gb, 7g.80gb',
  ],
  [
    'a profile larger than a GPU that is not known (G5)',
    cut(1, '9g.10gb', 'X'),
    'one slice 9g.10gb takes 9 compute slices, and a GPU has 7. Write a profile that `nvidia-smi mig -lgip` lists',
  ],
  ['a profile without compute', cut(1, '0g.10gb'), '0g.10gb has no compute slice'],
  ['MIG strategy mixed (G3)', cut(7, 'mixed'), 'Write a MIG profile such as 1g.10gb'],
  ['no pool', {}, 'Declare at least one pool'],
  ['a pool without nodes', { cpu: { ...home, nodes: 0 } }, 'pools.cpu.nodes'],
  ['10^18 nodes', { cpu: { ...home, nodes: 1e18 } }, 'pools.cpu.nodes'],
  [
    'more than can be counted',
    { cpu: { ...home, nodes: 100_000 } },
    'all nodes together have more disk than we can count exactly',
  ],
  ['96G', { cpu: { ...home, allocatable: { ...home.allocatable, memory: '96G' } } }, 'Write 96Gi'],
  [
    'pools that overlap',
    { cpu: { ...home, labels: { a: 'b' } }, more: { ...home, labels: { a: 'b', c: 'd' } } },
    'pools.cpu.labels: the nodes of pools.more have these labels too',
  ],
  ['nobody for sessions', { cpu: { ...home, role: 'services' } }, 'no pool takes sessions'],
  [
    'a node smaller than its daemonsets',
    { cpu: { ...home, allocatable: { cpu: 1, memory: '1Gi', ephemeral: '1Gi' } } },
    'pools.cpu.daemonsets.memory: 2Gi is more than a node of pools.cpu offers to pods, 1Gi. Write what the daemonsets of one node request together, or declare larger nodes.',
  ],
])('%s is refused', (_, pools, message) => {
  expect(refusal(pools)).toContain(message);
});

test.each<[string, unknown, string, Partial<SiteInput>?]>([
  ['a cluster that nobody named', { provider: openstack, capacity: size }, 'cluster.machines does not say which', {}],
  [
    "a release that is not the cluster's",
    { provider: openstack, capacity: size },
    'cluster.machines.version: v1.33.9 is not a release of kubernetes, 1.34',
    { cluster: { machines: { name: 'science', version: 'v1.33.9' } } },
  ],
  [
    'zones whose machines would have one name',
    { provider: { ...openstack, zones: ['a-1', 'A.1'] }, capacity: size },
    'pools.other.provider.zones[1]: its machines would be named as those of pools.other.provider.zones[0]: ',
  ],
  [
    'a zone whose name is too long',
    { provider: { ...openstack, zones: ['z'.repeat(60)] }, capacity: size },
    'characters. Choose a shorter name of the pool: at most 63 are taken',
  ],
  [
    'more nodes always than at most',
    { provider: { ...openstack, always: 9 }, capacity: size },
    'pools.other.provider.always: 9 is more than pools.other.nodes, 2',
  ],
  [
    'pods have more disk than there is',
    { provider: { ...openstack, scratchDisk: { size: '100Gi' } }, capacity: size },
    'pools.other.capacity.ephemeral: 400Gi is more than pools.other.provider.scratchDisk.size, 100Gi',
  ],
  [
    'a disk in parts of a GiB',
    { provider: { ...openstack, rootVolume: { size: '100500Mi' } }, capacity: { ...size, ephemeral: '10Gi' } },
    'rootVolume.size: 100500Mi is not a whole number of GiB',
  ],
  [
    'a label that kubelet may not write',
    { provider: openstack, capacity: size, labels: { 'kubernetes.io/role': 'x' } },
    'a kubelet may not write the label kubernetes.io/role on its node',
  ],
  [
    'a label of Karpenter',
    { provider: karpenter, capacity: size, labels: { 'karpenter.sh/nodepool': 'x' } },
    'Karpenter may not write the label karpenter.sh/nodepool',
  ],
  [
    'discovery that writes what has no domain',
    { provider: { kind: 'existing', discovered: { names: ['a'] } }, allocatable: size, labels: { pool: 'x' } },
    'pools.other.labels: Node Feature Discovery, which pools.other.provider.discovered has write them, does not write the label pool',
    {},
  ],
  [
    "discovery that writes what is Kubernetes' own",
    {
      provider: { kind: 'existing', discovered: { names: ['a'] } },
      allocatable: size,
      labels: { 'node-role.kubernetes.io/gpu': '' },
    },
    'does not write the label node-role.kubernetes.io/gpu. Choose a label of a domain of your own, e.g. example.org/pool',
    {},
  ],
  [
    'a volume without a size',
    { provider: karpenter, allocatable: size },
    'pools.other.provider.nodeClass.disk: a volume needs a size',
  ],
])('machines are refused: %s', (_, other, message, more = machines) => {
  expect(refusal({ cpu: home, other: { nodes: 2, ...(other as object) } }, more)).toContain(message);
});
