import { parse } from 'yaml';
import { readSite } from '../../src/config/read-site';
import { planSite } from '../../src/plan/plan';
import { Folder, SITE_YAML } from './fake-io';

let folder: Folder;
beforeEach(() => {
  folder = new Folder();
});
afterEach(() => folder.remove());

const node = (
  name: string,
  allocatable: object,
  { labels = {}, taints = [] }: { labels?: object; taints?: object[] } = {},
) => ({
  kind: 'Node',
  metadata: { name, labels: { 'kubernetes.io/hostname': name, ...labels } },
  spec: { taints },
  status: { allocatable: { 'ephemeral-storage': '1Ti', pods: '110', ...allocatable } },
});
const read = async (items: readonly object[], ...more: string[]) =>
  folder.run(['pools', 'import', ...more], { text: JSON.stringify({ kind: 'NodeList', items }) });

const CPU = { cpu: '63800m', memory: '252706816Ki' };
const GPU = { cpu: '95', memory: '1000Gi', 'nvidia.com/gpu': '28' };
const MIG = { 'nvidia.com/gpu.product': 'NVIDIA-H100-80GB-HBM3-MIG-1g.10gb', 'nvidia.com/gpu.count': '28' };
const TAINT = { key: 'nvidia.com/gpu', value: 'present', effect: 'NoSchedule' };

test('nodes that are alike become one pool, with what each has at least; the control plane is left out', async () => {
  const { code, out, err } = await read([
    node('control', CPU, { taints: [{ key: 'node-role.kubernetes.io/control-plane', effect: 'NoSchedule' }] }),
    node('a', CPU, { labels: { 'example.org/pool': 'batch' } }),
    node('b', { ...CPU, memory: '252000000Ki' }, { labels: { 'example.org/pool': 'batch' } }),
    node('c', { ...CPU, memory: '100Gi' }),
    node('g', GPU, { labels: MIG, taints: [TAINT, { key: 'node.kubernetes.io/unschedulable', effect: 'NoSchedule' }] }),
  ]);
  expect([code, err]).toEqual([0, '']);
  const { pools } = parse(out);
  expect(pools).toEqual({
    cpu: expect.objectContaining({ role: 'both', nodes: 1 }),
    'cpu-2': {
      role: 'sessions',
      nodes: 2,
      allocatable: { cpu: '63800m', memory: '246093Mi', ephemeral: '1Ti', pods: 110 },
      labels: { 'example.org/pool': 'batch' },
    },
    gpu: {
      role: 'sessions',
      nodes: 1,
      allocatable: { cpu: '95', memory: '1000Gi', ephemeral: '1Ti', pods: 110 },
      gpu: {
        product: 'NVIDIA-H100-80GB-HBM3',
        count: 4,
        sharing: { mode: 'mig', slicesPerGpu: 7, profile: '1g.10gb' },
      },
      taints: [TAINT],
    },
  });
  expect(out).toContain('#   kubectl label node c astroplatform.io/pool=cpu');
});

describe('nodes that are nearly alike', () => {
  const sized = (name: string, cpu: string, pods: string, labels: object = {}) =>
    node(name, { cpu, pods, memory: '188Gi' }, { labels });

  test('with the same label of a pool they are one, with the least of each, and a comment says so', async () => {
    const labels = { 'example.org/pool': 'batch' };
    const { out } = await read([sized('a', '48', '110', labels), sized('b', '47500m', '250', labels)]);
    expect(parse(out).pools).toEqual({
      cpu: { role: 'both', nodes: 2, allocatable: { cpu: '47500m', memory: '188Gi', ephemeral: '1Ti', pods: 110 } },
    });
    expect(out).toContain('# The nodes of cpu have 47500m to 48 cpu, 110 to 250 pods; the least is declared.');
  });

  test('without one they are, while they differ by 2 % at most', async () => {
    const poolsOf = async (...items: object[]) => Object.keys(parse((await read(items)).out).pools);
    expect(await poolsOf(sized('a', '48', '110'), sized('b', '47500m', '110'))).toEqual(['cpu']);
    expect(await poolsOf(sized('a', '48', '110'), sized('b', '46', '110'))).toEqual(['cpu', 'cpu-2']);
    expect(await poolsOf(sized('a', '48', '110'), sized('b', '48', '250'))).toEqual(['cpu', 'cpu-2']);
    const role = { 'node-role.kubernetes.io/worker': '' };
    expect(await poolsOf(sized('a', '48', '110', role), sized('b', '46', '110', role))).toEqual(['cpu', 'cpu-2']);
  });

  test('a label does not make one pool of quite other nodes, or of other GPUs', async () => {
    const labels = { 'example.org/pool': 'batch' };
    const { out } = await read([
      sized('a', '48', '110', labels),
      sized('b', '24', '110', labels),
      node('g', { cpu: '48', memory: '188Gi', 'nvidia.com/gpu': '28' }, { labels: { ...MIG, ...labels } }),
    ]);
    expect(Object.keys(parse(out).pools)).toEqual(['cpu', 'cpu-2', 'gpu']);
  });
});

test('help and options are those of the action', async () => {
  const help = await folder.run(['pools', 'import', '--help']);
  expect(help.out).toContain('--running');
  expect(help.out).not.toContain('--nodes <file>');
  expect((await folder.run(['pools', '--help'])).out).toContain('compare: what `kubectl get nodes');
  folder.write('keck.yaml', SITE_YAML);
  const other = await folder.run(['pools', 'compare', 'keck.yaml', '--running', 'pods.json']);
  expect([other.code, other.err]).toEqual([
    2,
    expect.stringContaining('--running: is for pools import. Leave it out.'),
  ]);
});

test('what is written is a part of a site', async () => {
  const { out } = await read([node('a', CPU), node('g', GPU, { labels: MIG })], '-o', 'json');
  const site = { ...parse(SITE_YAML), ...JSON.parse(out) };
  const plan = planSite(readSite(site, 'keck.yaml'), 'keck.yaml');
  expect(plan.capacity.map(({ name, node: { gpu } }) => [name, gpu])).toEqual([
    ['cpu', 0],
    ['gpu', 28],
  ]);
});

test.each([
  ['exclusive', { 'nvidia.com/gpu.product': 'A100' }, '4', { product: 'A100', count: 4 }],
  [
    'timeSlicing',
    { 'nvidia.com/gpu.product': 'A100-SHARED', 'nvidia.com/gpu.replicas': '3' },
    '12',
    { product: 'A100', count: 4, sharing: { mode: 'timeSlicing', replicas: 3 } },
  ],
  [
    'larger slices',
    { 'nvidia.com/gpu.product': 'A100-MIG-2g.10gb' },
    '6',
    { product: 'A100', count: 2, sharing: { mode: 'mig', slicesPerGpu: 3, profile: '2g.10gb' } },
  ],
])('GPUs are read from labels: %s', async (_, labels, gpu, expected) => {
  const { out } = await read([node('a', CPU), node('g', { ...CPU, 'nvidia.com/gpu': gpu }, { labels })], '-o', 'json');
  expect(JSON.parse(out).pools.gpu.gpu).toEqual(expected);
});

test.each([
  ['mixed MIG', node('g', { ...CPU, 'nvidia.com/mig-1g.10gb': '7' }), 'g: it offers nvidia.com/mig-1g.10gb'],
  ['GPUs without labels', node('g', { ...CPU, 'nvidia.com/gpu': '4' }), 'has no label nvidia.com/gpu.product'],
  [
    'GPUs that are cut differently',
    node('g', { ...CPU, 'nvidia.com/gpu': '10' }, { labels: MIG }),
    '10 slices 1g.10gb, and a GPU has 7',
  ],
  ['a node that is not up', node('n', { cpu: '0', memory: '0' }), 'n: it offers no cpu'],
  [
    'more than can be counted',
    node('n', { cpu: '1', memory: '1000000000000000000Gi' }),
    'n: status.allocatable.memory',
  ],
  [
    'a control plane alone',
    node('c', CPU, { taints: [{ key: 'node-role.kubernetes.io/master', effect: 'NoSchedule' }] }),
    'every node is of the control plane',
  ],
])('%s is refused with the node', async (_, one, message) => {
  const { code, out, err } = await read([one]);
  expect([code, out]).toEqual([2, '']);
  expect(err).toContain(message);
});

test('something else than nodes, and another action, are mistakes with an answer', async () => {
  const text = await folder.run(['pools', 'import'], { text: 'NAME STATUS' });
  expect([text.code, text.err]).toEqual([2, expect.stringContaining('kubectl get nodes -o json')]);
  const action = await folder.run(['pools', 'export']);
  expect([action.code, action.err]).toEqual([2, expect.stringContaining('known: import, compare')]);
});

test('what daemonsets take is measured: the most of one node of the pool', async () => {
  const pod = (name: string, on: string, memory: string, kind: string) => ({
    kind: 'Pod',
    metadata: { name, namespace: 'kube-system', ownerReferences: [{ kind, name: 'x' }] },
    spec: { nodeName: on, containers: [{ resources: { requests: { cpu: '150m', memory } } }] },
    status: { phase: 'Running' },
  });
  folder.write(
    'pods.json',
    JSON.stringify({
      kind: 'PodList',
      items: [
        pod('log-a', 'a', '300Mi', 'DaemonSet'),
        pod('log-b', 'b', '200Mi', 'DaemonSet'),
        pod('csi-b', 'b', '99999Ki', 'DaemonSet'),
        pod('web', 'a', '8Gi', 'ReplicaSet'),
        pod('log-c', 'elsewhere', '9Gi', 'DaemonSet'),
      ],
    }),
  );
  const { out } = await read([node('a', CPU), node('b', CPU)], '--running', 'pods.json', '-o', 'json');
  expect(JSON.parse(out).pools.cpu.daemonsets).toEqual({ cpu: '300m', memory: '300Mi', pods: 2 });
});

describe('compare', () => {
  const compare = (items: readonly object[]) =>
    folder.run(['pools', 'compare', 'keck.yaml'], { text: JSON.stringify({ kind: 'NodeList', items }) });
  beforeEach(() => folder.write('keck.yaml', SITE_YAML));
  const good = { cpu: '32', memory: '120Gi' };

  test('says nothing when all is as declared', async () => {
    const { code, out, err } = await compare(['a', 'b', 'c'].map((name) => node(name, good)));
    expect([code, out, err]).toEqual([0, '', '']);
  });

  test('says what is not', async () => {
    const { code, out } = await compare([
      node('a', { cpu: '31500m', memory: '120Gi' }),
      node('b', good, { taints: [TAINT] }),
    ]);
    expect(code).toBe(1);
    expect(out).toContain('pools.nodes.nodes: 2 of the 3 nodes are there');
    expect(out).toContain(
      'pools.nodes.allocatable.cpu: 32 cpu is declared, and 1 node (a) with another: a has 31500m. Write at most 31500m.',
    );
    expect(out).toContain('1 node (b) with the taint nvidia.com/gpu=present:NoSchedule, which no session tolerates');
  });

  test('needs a site', async () => {
    const { code, err } = await folder.run(['pools', 'compare']);
    expect([code, err]).toEqual([2, expect.stringContaining('compare needs a site')]);
  });
});
