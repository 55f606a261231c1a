import { copyFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { HttpsServer } from './https';
import { stageEach } from './stage';
import { describeWith, which } from './tools';

jest.setTimeout(60_000);

const script = 'skaha-system/snapshot-volumes.sh';
const shells = [[], ['bash'], ['busybox', 'ash']].filter(([shell]) => !shell || which(shell));
const BASE = '/apis/snapshot.storage.k8s.io/v1/namespaces/apps/volumesnapshots';

/** A VolumeSnapshot, as far as the script looks at it. */
interface Snapshot {
  readonly metadata: {
    readonly name: string;
    readonly creationTimestamp: string;
    readonly labels: Readonly<Record<string, string>>;
  };
  readonly spec: object;
  status?: { readonly readyToUse?: boolean; readonly error?: { readonly message: string } };
}

describeWith(['curl', 'jq', 'openssl'], 'snapshot-volumes.sh', () => {
  let server: HttpsServer;
  let there: Snapshot[] = [];
  let requests: string[] = [];
  /** What becomes of a new snapshot, by its claim. */
  let controller: (claim: string) => Snapshot['status'] = () => ({ readyToUse: true });
  let intercept: (asked: string, response: ServerResponse) => boolean = () => false;

  beforeAll(async () => {
    server = await HttpsServer.start((request, response) => {
      const url = new URL(request.url ?? '', 'https://localhost');
      const asked = `${request.method} ${url.pathname.replace(BASE, '')}`;
      requests.push(asked);
      if (request.headers.authorization !== 'Bearer the-token') return void response.writeHead(401).end('{}');
      if (intercept(asked, response)) return;
      const name = url.pathname.slice(BASE.length + 1);
      if (request.method === 'GET' && name === '') {
        const wanted = (url.searchParams.get('labelSelector') ?? '').split(',').map((pair) => pair.split('='));
        const items = there.filter(({ metadata }) =>
          wanted.every(([key = '', value]) => metadata.labels[key] === value),
        );
        return void response.end(JSON.stringify({ items }));
      }
      if (request.method === 'GET') {
        return void response.end(JSON.stringify(there.find(({ metadata }) => metadata.name === name)));
      }
      if (request.method === 'DELETE') {
        there = there.filter(({ metadata }) => metadata.name !== name);
        return void response.end('{}');
      }
      let body = '';
      request.on('data', (part) => {
        body += part;
      });
      request.on('end', () => {
        const made = JSON.parse(body);
        const status = controller(made.spec.source.persistentVolumeClaimName);
        const metadata = { ...made.metadata, creationTimestamp: '2026-11-30T03:00:00Z' };
        there.push({ ...made, metadata, ...(status && { status }) });
        response.writeHead(201).end('{}');
      });
    });
  });
  afterAll(() => server?.stop());
  beforeEach(() => {
    there = [];
    requests = [];
    controller = () => ({ readyToUse: true });
    intercept = () => false;
  });

  const before = (claim: string, day: number, readyToUse: boolean, labels: Record<string, string> = {}): Snapshot => ({
    metadata: {
      name: `${claim}-${day}`,
      creationTimestamp: `2026-11-${String(day).padStart(2, '0')}T03:00:00Z`,
      labels: { 'app.kubernetes.io/managed-by': 'astroplatform', 'astroplatform.io/claim': claim, ...labels },
    },
    spec: {},
    status: { readyToUse },
  });
  const names = () => there.map(({ metadata }) => metadata.name.replace(/-\d{8}-\d{6}$/, '-new')).sort();

  const stage = stageEach((one) => one.fake('sleep', 'echo "$@" >> "$LOG"'));
  const run = (env: Record<string, string> = {}, shell: readonly string[] = []) => {
    const account = stage().directory('account');
    copyFileSync(server.certificate, `${account}/ca.crt`);
    stage().file('account/token', 'the-token');
    const [host = '', port = ''] = server.host.split(':');
    return stage().run(script, [], {
      shell,
      env: {
        NAMESPACE: 'apps',
        CLAIMS: 'data-postgres-0 images',
        CLASS: 'rbd-snapshots',
        KEEP: '2',
        SERVICE_ACCOUNT: account,
        KUBERNETES_SERVICE_HOST: host,
        KUBERNETES_SERVICE_PORT: port,
        TMPDIR: stage().directory('tmp'),
        ...env,
      },
    });
  };

  test.each(shells.map((shell) => [shell.join(' ') || 'the default shell', shell] as const))(
    'makes one of each claim, and keeps the newest (%s)',
    async (_, shell) => {
      there = [
        ...[27, 28, 29].map((day) => before('images', day, true)),
        before('images', 26, false),
        // Somebody else's, and another claim's.
        before('images', 1, true, { 'app.kubernetes.io/managed-by': 'somebody' }),
        before('other', 1, true),
      ];
      const { code, stderr } = await run({}, shell);
      expect([code, names()]).toEqual([0, ['data-postgres-0-new', 'images-1', 'images-29', 'images-new', 'other-1']]);
      expect(there.find(({ metadata }) => /^images-2026/.test(metadata.name))).toMatchObject({
        apiVersion: 'snapshot.storage.k8s.io/v1',
        kind: 'VolumeSnapshot',
        metadata: { name: expect.stringMatching(/^images-\d{8}-\d{6}$/) },
        spec: { volumeSnapshotClassName: 'rbd-snapshots', source: { persistentVolumeClaimName: 'images' } },
      });
      expect(stderr).toMatch(/images-27 is older than the newest 2/);
    },
  );

  test('a snapshot that cannot be used takes no other away, and the other claims have theirs', async () => {
    there = [27, 28, 29].map((day) => before('data-postgres-0', day, true));
    controller = (claim) => (claim === 'images' ? { readyToUse: true } : { error: { message: 'the pool is full' } });
    const { code, stderr } = await run({ PATIENCE: '15' });
    expect([code, names()]).toEqual([
      1,
      ['data-postgres-0-27', 'data-postgres-0-28', 'data-postgres-0-29', 'data-postgres-0-new', 'images-new'],
    ]);
    expect(stderr).toMatch(/data-postgres-0-\d+-\d+ cannot be used after 15 seconds: the pool is full/);
    expect(stderr).toMatch(/1 of the claims have no new snapshot/);
  });

  test('waits for a controller that is slow, and says when there is none', async () => {
    controller = () => undefined;
    const { code, stderr } = await run({ CLAIMS: 'images', PATIENCE: '20' });
    expect([code, requests.filter((one) => one.startsWith('GET')).length]).toEqual([1, 5]);
    expect(stderr).toMatch(/no controller has answered/);
  });

  test('asks again when the API server is busy, and gives up', async () => {
    let left = 2;
    intercept = (_, response) => {
      if (left-- <= 0) return false;
      response.writeHead(503).end();
      return true;
    };
    expect((await run()).code).toBe(0);
    left = Number.POSITIVE_INFINITY;
    const { code, stderr } = await run({ CLAIMS: 'images' });
    expect([code, stderr]).toEqual([1, expect.stringContaining('cannot be asked: HTTP 503 (6 attempts)')]);
  });

  test('says what it may not do, and tells no secret', async () => {
    intercept = (_, response) => {
      response.writeHead(403).end('{"message":"volumesnapshots is forbidden"}');
      return true;
    };
    const { code, stdout, stderr } = await run({ CLAIMS: 'images' });
    expect([code, stderr]).toEqual([1, expect.stringMatching(/HTTP 403: volumesnapshots is forbidden/)]);
    expect(stdout + stderr).not.toContain('the-token');
  });

  test('trusts no other authority', async () => {
    const other = await HttpsServer.start((_, response) => response.end('{}'));
    try {
      const [, port = ''] = other.host.split(':');
      const { code, stderr } = await run({ CLAIMS: 'images', KUBERNETES_SERVICE_PORT: port });
      expect([code, stderr]).toEqual([1, expect.stringMatching(/certificate/)]);
    } finally {
      await other.stop();
    }
  });

  test.each([
    ['NAMESPACE', '', 'NAMESPACE is not set'],
    ['CLAIMS', '', 'CLAIMS names no claim'],
    ['CLASS', '', 'CLASS is not set'],
    ['KEEP', '0', 'KEEP is not a number'],
    ['KEEP', 'all', 'KEEP is not a number'],
    ['KUBERNETES_SERVICE_HOST', '', 'KUBERNETES_SERVICE_HOST is not set'],
    ['SERVICE_ACCOUNT', '/nowhere', 'there is no token'],
  ])('with %s "%s" it says so', async (name, value, message) => {
    const { code, stderr } = await run({ [name]: value });
    expect([code, stderr]).toEqual([2, expect.stringContaining(message)]);
    expect(requests).toEqual([]);
  });
});
