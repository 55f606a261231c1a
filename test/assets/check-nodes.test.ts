import { copyFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import fc from 'fast-check';
import type { SiteInput } from '../../src/config/site';
import { problemLine } from '../../src/errors';
import { compareNodes } from '../../src/plan/compare-nodes';
import { contractsFile, nodeContracts } from '../../src/plan/node-contract';
import { parseQuantity, UNIT } from '../../src/quantity';
import { planOf } from '../plan/sample';
import { HttpsServer } from './https';
import { stageEach } from './stage';
import { describeWith, which } from './tools';

jest.setTimeout(60_000);

const script = 'skaha-system/check-nodes.sh';
const shells = [[], ['bash'], ['busybox', 'ash']].filter(([shell]) => !shell || which(shell));
const taint = { key: 'nvidia.com/gpu', value: 'present', effect: 'NoSchedule' };

const { site } = planOf({
  kubernetes: '1.34',
  cluster: { gpus: { kind: 'operator', driver: 'preinstalled' } },
  pools: {
    cpu: { role: 'both', nodes: 2, allocatable: { cpu: '31500m', memory: '120Gi', ephemeral: '1Ti' } },
    gpu: {
      nodes: 1,
      allocatable: { cpu: 64, memory: '500Gi', ephemeral: '1Ti' },
      gpu: {
        product: 'NVIDIA-A100-SXM4-80GB',
        count: 2,
        sharing: { mode: 'mig', slicesPerGpu: 7, profile: '1g.10gb' },
      },
      taints: [taint],
    },
  } as SiteInput['pools'],
});

interface KubeNode {
  readonly metadata: { readonly name: string; readonly labels: Readonly<Record<string, string>> };
  readonly spec: { readonly taints?: readonly { key: string; value?: string; effect: string }[] };
  readonly status: { readonly allocatable: Readonly<Record<string, string>> };
}

const node = (name: string, pool: string, change: Partial<KubeNode['status']['allocatable']> = {}): KubeNode => ({
  metadata: {
    name,
    labels: {
      'astroplatform.io/pool': pool,
      ...(pool === 'gpu' && { 'nvidia.com/gpu.count': '14', 'nvidia.com/mig.config': 'keck-gpu' }),
    },
  },
  spec: { ...(pool === 'gpu' && { taints: [taint] }) },
  status: {
    allocatable: {
      ...(pool === 'gpu'
        ? { cpu: '64', memory: '524288000Ki', 'nvidia.com/gpu': '14' }
        : { cpu: '31500m', memory: '125829120Ki' }),
      'ephemeral-storage': '1099511627776',
      pods: '110',
      ...change,
    } as Record<string, string>,
  },
});
const declared = [node('a', 'cpu'), node('b', 'cpu'), node('g', 'gpu')];

/** What the command line says of the same nodes. */
const said = (nodes: readonly KubeNode[]): string[] => {
  const amount = (text: string | undefined, step: bigint) =>
    text === undefined ? 0 : Number((parseQuantity(text) + step - 1n) / step);
  const real = nodes.map(({ metadata, spec, status: { allocatable } }) => ({
    ...metadata,
    taints: (spec.taints ?? []) as never,
    allocatable: {
      cpu: amount(allocatable.cpu, UNIT / 1000n),
      memory: amount(allocatable.memory, UNIT),
      ephemeral: amount(allocatable['ephemeral-storage'], UNIT),
      gpu: amount(allocatable['nvidia.com/gpu'], UNIT),
      pods: amount(allocatable.pods, UNIT),
    },
  }));
  return nodeContracts(site)
    .flatMap((contract) => [...compareNodes(contract, real)])
    .map((problem) => problemLine(problem).replace(/^ {2}✖ /, ''));
};

describeWith(['curl', 'jq', 'openssl'], 'check-nodes.sh', () => {
  let server: HttpsServer;
  let nodes: readonly KubeNode[] = declared;
  let requests: string[] = [];
  let intercept: (request: IncomingMessage, response: ServerResponse) => boolean = () => false;
  beforeAll(async () => {
    server = await HttpsServer.start((request, response) => {
      requests.push(`${request.method} ${request.url} ${request.headers.authorization}`);
      if (intercept(request, response)) return;
      const url = new URL(request.url ?? '', 'https://localhost');
      const from = Number(url.searchParams.get('continue') ?? 0);
      const items = nodes.slice(from, from + 2);
      const more = from + 2 < nodes.length ? { continue: String(from + 2) } : {};
      response.end(JSON.stringify({ kind: 'NodeList', metadata: more, items }));
    });
  });
  afterAll(() => server?.stop());
  beforeEach(() => {
    nodes = declared;
    requests = [];
    intercept = () => false;
  });

  const stage = stageEach((one) => one.fake('sleep', 'echo "$@" >> "$LOG"'));
  const run = (env: Record<string, string> = {}, shell: readonly string[] = []) => {
    const account = stage().directory('account');
    copyFileSync(server.certificate, `${account}/ca.crt`);
    stage().file('account/token', 'the-token');
    const [host = '', port = ''] = server.host.split(':');
    return stage().run(script, [], {
      shell,
      env: {
        CONTRACTS: stage().file('contracts.json', contractsFile(site)),
        SERVICE_ACCOUNT: account,
        KUBERNETES_SERVICE_HOST: host,
        KUBERNETES_SERVICE_PORT: port,
        TMPDIR: stage().directory('tmp'),
        ...env,
      },
    });
  };

  test.each(shells.map((shell) => [shell.join(' ') || 'the default shell', shell] as const))(
    'is content with nodes that are as declared, page by page (%s)',
    async (_, shell) => {
      const { code, stdout, stderr } = await run({}, shell);
      expect([code, stdout, stderr]).toEqual([0, '', 'check-nodes: all is as declared, 3 nodes seen\n']);
      expect(requests).toEqual([
        'GET /api/v1/nodes?limit=500 Bearer the-token',
        'GET /api/v1/nodes?limit=500&continue=2 Bearer the-token',
      ]);
    },
  );

  test('says what is not as declared, in the words of the command line', async () => {
    const { spec: _, ...untainted } = node('g', 'gpu', { 'nvidia.com/gpu': '7' });
    nodes = [
      node('a', 'cpu', { cpu: '30', memory: '1e9', pods: '58' }),
      {
        ...untainted,
        spec: {
          taints: [
            { key: 'drained', effect: 'NoExecute' },
            { key: 'node.kubernetes.io/unschedulable', effect: 'NoSchedule' },
          ],
        },
      },
    ];
    const { code, stdout, stderr } = await run();
    expect(stdout.trimEnd().split('\n')).toEqual(said(nodes));
    expect(stdout).toContain('pools.cpu.nodes: 1 of the 2 nodes are there.');
    expect(stdout).toContain('pools.gpu.gpu: 14 nvidia.com/gpu is declared, and 1 node (g) with another: g has 7.');
    expect(stderr).toMatch(/7 of what is declared does not hold, 2 nodes seen/);
    expect(code).toBe(1);
  });

  test('agrees with the command line about any nodes', async () => {
    const amounts = fc.constantFrom(
      '0',
      '1',
      '31500m',
      '31499m',
      '64',
      '14',
      '125829120Ki',
      '120Gi',
      '119Gi',
      '500Gi',
      '1Ti',
      '2e12',
      '1.5Ti',
      '128849018879',
    );
    const arbitrary = fc.record({
      pool: fc.constantFrom('cpu', 'gpu', 'other'),
      change: fc.dictionary(fc.constantFrom('cpu', 'memory', 'ephemeral-storage', 'nvidia.com/gpu', 'pods'), amounts, {
        noNullPrototype: true,
      }),
      labels: fc.dictionary(
        fc.constantFrom('nvidia.com/gpu.count', 'nvidia.com/mig.config'),
        fc.constantFrom('14', 'x'),
        { noNullPrototype: true },
      ),
      taints: fc.array(
        fc.constantFrom<KubeNode['spec']['taints'] extends infer T | undefined ? T : never>(
          [taint],
          [{ key: 'a', effect: 'NoExecute' }],
          [{ key: 'b', value: '1', effect: 'PreferNoSchedule' }],
          [{ key: 'node.kubernetes.io/x', effect: 'NoSchedule' }],
          [{ key: 'a', effect: 'NoSchedule' }],
        ),
        { maxLength: 3 },
      ),
    });
    const samples = fc.sample(fc.array(arbitrary, { maxLength: 9 }), { seed: 20_261_129, numRuns: 25 });
    for (const sample of samples) {
      nodes = sample.map(({ pool, change, labels, taints }, index) => {
        const one = node(`n${index}`, pool, change);
        return {
          ...one,
          metadata: { ...one.metadata, labels: { ...one.metadata.labels, ...labels } },
          spec: { taints: (taints as (typeof taint)[][]).flat() },
        };
      });
      const { stdout, stderr } = await run();
      expect([JSON.stringify(nodes), stdout.trimEnd().split('\n').filter(Boolean)]).toEqual([
        JSON.stringify(nodes),
        said(nodes),
      ]);
      expect(stderr).toMatch(/nodes seen/);
    }
  });

  test('asks again when the API server is busy, and gives up with exit code 2', async () => {
    let left = 2;
    intercept = (_, response) => {
      if (left-- <= 0) return false;
      response.writeHead(503).end();
      return true;
    };
    expect((await run()).code).toBe(0);
    left = Number.POSITIVE_INFINITY;
    const { code, stderr } = await run();
    expect([code, stderr]).toEqual([2, expect.stringContaining('cannot be asked: HTTP 503 (6 attempts)')]);
  });

  test.each<[string, (response: ServerResponse) => void, RegExp]>([
    [
      'it may not list nodes',
      (response) => response.writeHead(403).end('{"message":"nodes is forbidden"}'),
      /HTTP 403: nodes is forbidden/,
    ],
    ['the answer is no list', (response) => void response.end('{"items":3}'), /no list of nodes/],
    [
      'an amount is none',
      (response) => void response.end(JSON.stringify({ items: [node('a', 'cpu', { cpu: 'many' })] })),
      /could not be compared/,
    ],
  ])('knows nothing when %s', async (_, answer, message) => {
    intercept = (__, response) => {
      answer(response);
      return true;
    };
    const { code, stderr } = await run();
    expect([code, stderr]).toEqual([2, expect.stringMatching(message)]);
  });

  test('trusts no other authority, and tells no secret', async () => {
    const other = await HttpsServer.start((_, response) => response.end('{}'));
    try {
      const [, port = ''] = other.host.split(':');
      const { code, stdout, stderr } = await run({ KUBERNETES_SERVICE_PORT: port });
      expect(code).toBe(2);
      expect(stdout + stderr).toMatch(/certificate/);
      expect(stdout + stderr).not.toContain('the-token');
    } finally {
      await other.stop();
    }
  });

  test.each([
    ['CONTRACTS', 'CONTRACTS is not'],
    ['KUBERNETES_SERVICE_HOST', 'KUBERNETES_SERVICE_HOST is not set'],
    ['SERVICE_ACCOUNT', 'there is no token'],
  ])('without %s it says so', async (name, message) => {
    const { code, stderr } = await run({ [name]: name === 'SERVICE_ACCOUNT' ? '/nowhere' : '' });
    expect([code, stderr]).toEqual([2, expect.stringContaining(message)]);
  });
});
