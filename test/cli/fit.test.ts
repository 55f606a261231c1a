import { Folder, SITE_YAML } from './fake-io';

const SITE = `${SITE_YAML}queues: { kind: kueue }\n`;
let folder: Folder;
beforeEach(() => {
  folder = new Folder({ 'keck.yaml': SITE, 'plain.yaml': SITE_YAML });
});
afterEach(() => folder.remove());

const node = (name: string, more: object = {}) => ({
  kind: 'Node',
  metadata: { name, labels: { 'kubernetes.io/hostname': name } },
  spec: {},
  status: { allocatable: { cpu: '31850m', memory: '125829120Ki', 'ephemeral-storage': '1099511627776', pods: '110' } },
  ...more,
});
const pod = (name: string, on: string, requests: object, more: object = {}) => ({
  kind: 'Pod',
  metadata: { name, namespace: 'skaha-workload', labels: { 'canfar.net/kind': 'notebook' }, ...more },
  spec: { nodeName: on, containers: [{ resources: { requests } }] },
  status: { phase: 'Running' },
});
const write = (name: string, items: readonly object[]) =>
  folder.write(name, JSON.stringify({ kind: 'List', apiVersion: 'v1', items }));

describe('fit of a site', () => {
  test('lists every offer, and ends well when each has a place', async () => {
    const { code, out, err } = await folder.run(['fit', 'keck.yaml']);
    expect([code, err]).toEqual([0, '']);
    expect(out).toMatch(/^keck.yaml: every size of every session type on offer has a place/);
    expect(out).toMatch(/^ {2}notebook +largest +fits +2 /m);
  });

  test('as JSON has the same answers', async () => {
    const { code, out } = await folder.run(['fit', 'keck.yaml', '-o', 'json']);
    const { version, site, offers } = JSON.parse(out);
    expect([code, version, site]).toEqual([0, 1, 'keck']);
    expect(offers[0]).toMatchObject({ size: 'largest', question: { type: 'notebook' }, answer: { verdict: 'fits' } });
  });

  test('fails when an offer has no place', async () => {
    const pools =
      'gpu: { nodes: 1, allocatable: { cpu: 4, memory: 20Gi, ephemeral: 1Ti }, gpu: { product: A, count: 1 } }';
    const types =
      'define: { firefly: { resources: { requests: { cpu: 4, memory: 4Gi }, limits: { cpu: 4, memory: 4Gi } } } }';
    folder.write(
      'small.yaml',
      SITE_YAML.replace('pools: { ', `pools: { ${pools}, `).replace('sessions: { ', `sessions: { ${types}, `),
    );
    const { code, out } = await folder.run(['fit', 'small.yaml']);
    expect(code).toBe(1);
    expect(out).toContain('✖ firefly, usual size, 1 GPU: pools.gpu: one node has room for 3 cpu');
  });

  test('takes no option that is about one session', async () => {
    const { code, err } = await folder.run(['fit', 'keck.yaml', '--cores', '4']);
    expect([code, err]).toEqual([2, expect.stringContaining('--cores: means nothing without --session')]);
  });
});

describe('fit of a session', () => {
  test('says where, how many at once, and why', async () => {
    const { code, out } = await folder.run([
      'fit',
      'keck.yaml',
      '--session',
      'carta',
      '--cores',
      '8',
      '--memory',
      '32Gi',
    ]);
    expect(code).toBe(0);
    expect(out.split('\n').slice(0, 4)).toEqual([
      'fits: carta, 8 cores, 32Gi, team everyone',
      '  pools.nodes: 9 at once',
      '  the queues would admit 1 more than nodes have room for; those stay pending',
      'proof:',
    ]);
  });

  test('never: exit code 1, the first thing in the way, and what would change it', async () => {
    const { code, out } = await folder.run(['fit', 'keck.yaml', '--session', 'carta', '--memory', '512Gi']);
    expect(code).toBe(1);
    expect(out).toContain('never: carta, 512Gi');
    expect(out).toContain(
      'Ask for at most 118Gi memory, or declare larger nodes and raise sessions.largest.memory to 512Gi',
    );
  });

  test('on real nodes counts what is there: daemonsets instead of slack, sessions, quota', async () => {
    const daemon = { namespace: 'kube-system', labels: {}, ownerReferences: [{ kind: 'DaemonSet', name: 'log' }] };
    write('nodes.json', [node('a'), node('b'), node('c')]);
    const full = { cpu: '31', memory: '4Gi', 'ephemeral-storage': '10Gi' };
    write('pods.json', [
      ...['a', 'b', 'c'].map((name) => pod(`log-${name}`, name, { cpu: '100m', memory: '100Mi' }, daemon)),
      pod('busy-a', 'a', full),
      pod('busy-b', 'b', full),
      { ...pod('ended', 'c', full), status: { phase: 'Succeeded' } },
      { ...pod('waiting', 'c', full), spec: { containers: [] } },
    ]);
    const ask = (...more: string[]) =>
      folder.run([
        'fit',
        'keck.yaml',
        '--session',
        'carta',
        '--cores',
        '15',
        '--memory',
        '16Gi',
        '--nodes',
        'nodes.json',
        ...more,
        '-o',
        'json',
      ]);
    expect(JSON.parse((await ask()).out)).toMatchObject({ verdict: 'fits', pools: [{ placeable: 6 }] });
    const now = await ask('--running', 'pods.json');
    // 93.2 cores in the quota, less 62 in use, makes 2; only the third node has room for them.
    expect(JSON.parse(now.out)).toMatchObject({ verdict: 'fits', atOnce: 1, pools: [{ placeable: 2, admitted: 1 }] });
    write(
      'pods.json',
      ['a', 'b', 'c'].map((name) => pod(`busy-${name}`, name, full)),
    );
    const waits = await ask('--running', 'pods.json');
    expect([waits.code, JSON.parse(waits.out).verdict]).toEqual([1, 'waits']);
  });

  test('with nodes more or less answers for those', async () => {
    const ask = async (...more: string[]) =>
      JSON.parse((await folder.run(['fit', 'keck.yaml', '--session', 'carta', '-o', 'json', ...more])).out).atOnce;
    const now = await ask();
    expect(await ask('--add', 'nodes: 2', '--drain', 'nodes:2')).toBe(now);
    expect(await ask('--drain', 'nodes:1')).toBeLessThan(now);
    const { code, err } = await folder.run(['fit', 'keck.yaml', '--drain', 'nodes:3']);
    expect([code, err]).toEqual([2, expect.stringContaining('none would be left')]);
  });

  test('a node with other GPUs than declared is reached by no queue', async () => {
    const pool =
      'gpu: { nodes: 1, allocatable: { cpu: 32, memory: 120Gi, ephemeral: 1Ti }, gpu: { product: A, count: 4 } }';
    folder.write('gpu.yaml', SITE.replace('pools: { ', `pools: { ${pool}, `));
    const ask = async (count: string) => {
      const labels = { 'astroplatform.io/pool': 'gpu', 'nvidia.com/gpu.count': count };
      const { allocatable } = node('g').status;
      const status = { allocatable: { ...allocatable, 'nvidia.com/gpu': count } };
      write('nodes.json', [node('g', { metadata: { name: 'g', labels }, status })]);
      return (await folder.run(['fit', 'gpu.yaml', '--session', 'carta', '--gpus', '1', '--nodes', 'nodes.json'])).out;
    };
    expect(await ask('4')).toMatch(/^fits: carta/);
    expect(await ask('2')).toContain(
      'nodes of no pool: they have not all labels of a pool, the number of GPUs included',
    );
  });

  test('nodes that come when sessions wait are counted, as many as may come', async () => {
    const pool = [
      'grows: { nodes: 3, capacity: { cpu: 64, memory: 256Gi, ephemeral: 1Ti },',
      'provider: { kind: karpenter, instanceTypes: [m6i.16xlarge], nodeClass: { kind: provided, group: karpenter.k8s.aws,',
      'class: EC2NodeClass, name: default } } }',
    ].join(' ');
    folder.write('grows.yaml', SITE_YAML.replace('pools: { ', `pools: { ${pool}, `));
    const large = { cpu: '63', memory: '230Gi', 'ephemeral-storage': '900Gi', pods: '110' };
    const labels = { 'astroplatform.io/pool': 'grows' };
    write('nodes.json', [node('g', { metadata: { name: 'g', labels }, status: { allocatable: large } })]);
    const { code, out } = await folder.run([
      ...['fit', 'grows.yaml', '--session', 'carta', '--cores', '60', '--memory', '100Gi'],
      ...['--nodes', 'nodes.json', '-o', 'json'],
    ]);
    expect([code, JSON.parse(out).atOnce]).toEqual([0, 3]);
  });

  test('a team whose queue the type never reaches is said so', async () => {
    const ask = async (queues: string, ...options: string[]) => {
      const teams = `teams: { near: {}, far: {} }\nqueues: { kind: kueue, ${queues} }\n`;
      folder.write('teams.yaml', `${SITE_YAML}${teams}`);
      return folder.run(['fit', 'teams.yaml', '--session', 'carta', ...options]);
    };
    const { code, out, err } = await ask('types: { headless: far }', '--team', 'far');
    expect([code, out]).toEqual([2, '']);
    expect(err).toContain(
      '--team: carta sessions wait in the queue of team near, so the quota of team far is never asked. Leave --team out, or lead the type to far in queues.types.carta.',
    );
    expect((await ask('types: { headless: far }', '--team', 'near')).out).toMatch(
      /^fits: carta, usual size, team near/,
    );
    // A team with a session service of its own leads its sessions itself.
    const site = `${SITE_YAML}teams: { near: {}, far: {} }\nqueues: { kind: kueue, namespaces: { far: far-sessions } }\ncluster: { provides: { namespaces: [far-sessions] } }\n`;
    folder.write('own.yaml', site);
    expect((await folder.run(['fit', 'own.yaml', '--session', 'carta', '--team', 'far'])).out).toMatch(/team far/);
  });

  test('a cordoned node takes nothing', async () => {
    const taints = [{ key: 'node.kubernetes.io/unschedulable', effect: 'NoSchedule' }];
    write('nodes.json', [node('a', { spec: { taints } })]);
    const { out } = await folder.run(['fit', 'plain.yaml', '--session', 'carta', '--nodes', 'nodes.json']);
    expect(out).toContain('sessions do not tolerate its taint node.kubernetes.io/unschedulable:NoSchedule');
  });

  test.each([
    [['--session', 'notebok'], 'Did you mean "notebook"?'],
    [['--session', 'carta', '--memory', '96G'], 'Write 96Gi'],
    [['--session', 'carta', '--cores', '1000000000000000000'], 'is not a whole number'],
    [['--session', 'carta', '--cores', '0'], 'at least 1'],
    [['--session', 'carta', '--team', 'everyon'], 'Did you mean "everyone"?'],
    [['--session', 'carta', '--running', 'pods.json'], 'Add --nodes'],
    [['--session', 'carta', '--nodes', 'nothing.json'], 'there is no such file'],
    [['--session', 'carta', '--nodes', 'keck.yaml'], 'it is not JSON. Write it with: kubectl get nodes -o json'],
  ])('%j is a mistake with an answer', async (options, message) => {
    const { code, out, err } = await folder.run(['fit', 'keck.yaml', ...options]);
    expect([code, out]).toEqual([2, '']);
    expect(err).toContain(message);
  });

  test.each([
    ['pods instead of nodes', [pod('a', 'a', {})], 'it holds Pod'],
    ['no node', [], 'it is empty'],
    [
      'an amount that nobody can count',
      [node('a', { status: { allocatable: { memory: '1000000000000000000Gi' } } })],
      'a: status.allocatable.memory',
    ],
    ['an amount that is none', [node('a', { status: { allocatable: { cpu: 'many' } } })], 'is not an amount'],
  ])('%s is a mistake with a place', async (_, items, message) => {
    write('nodes.json', items);
    const { code, err } = await folder.run(['fit', 'keck.yaml', '--session', 'carta', '--nodes', 'nodes.json']);
    expect([code, err]).toEqual([2, expect.stringContaining(message)]);
  });
});
