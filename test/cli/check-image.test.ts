import { rules } from '../../policies/index';
import { runRules } from '../../src/check/run';
import { CONTRACT } from '../../src/check/session-contract';
import type { Io } from '../../src/cli/io';
import { type ImageJudgement, judgeImage } from '../../src/cli/judge-image';
import { digestOf, imageOf, layoutOf } from '../check/read/image/image-writer';
import { RegistryDouble } from '../check/read/image/registry-double';
import { file, folder } from '../check/read/image/tar-writer';
import { Folder } from './fake-io';

const RULES = `import { defineRule } from 'astroplatform';
export default defineRule({
  id: 'nsswitch-test', topic: 'users', on: 'container', severity: 'error', why: 'w', fix: 'Write it.', source: 'test',
  check({ container, types }) {
    const text = container.text('/etc/nsswitch.conf');
    if (!text.known) return { verdict: 'unknown', reason: text.reason };
    const ok = text.value !== undefined && text.value.includes('sss');
    return ok ? { verdict: 'pass' } : { verdict: 'fail', faults: [{ message: 'no sss for ' + types.join('+'), place: text.place }] };
  },
});
`;
const layers = (nsswitch: string) => [
  [folder('etc'), file('etc/nsswitch.conf', nsswitch)],
  [folder('app'), file('app/run', 'x'.repeat(100_000))],
];
const history = [{ created_by: 'ADD rootfs /' }, { created_by: 'COPY app /app' }];
const good = imageOf(layers('passwd: files sss'), { history });
const bad = imageOf(layers('passwd: files'), { history });
const broken = imageOf([Buffer.from('x'.repeat(4000)), ...layers('').slice(1)]);

let folder_: Folder;
let registry: RegistryDouble;
beforeEach(async () => {
  folder_ = new Folder({ 'rules.ts': RULES });
  registry = await RegistryDouble.of({ 'lab/good:1': good, 'lab/bad:1': bad, 'lab/broken:1': broken });
});
afterEach(async () => {
  folder_.remove();
  await registry.close();
});

const check = (args: readonly string[], env: Record<string, string> = {}) =>
  folder_.run(['check', ...args, '--rules', 'rules.ts'], { env: { HOME: folder_.path, ...env } });
const results = (out: string) =>
  (JSON.parse(out) as { results: Record<string, unknown>[] }).results.filter(({ rule }) => rule === 'nsswitch-test');

test('an image in a registry: what is wrong, in which file, layer and instruction', async () => {
  const name = `docker://${registry.host}/lab/bad:1`;
  const { code, out } = await check([name, '--plain-http', '--type', 'notebook,headless', '-o', 'json']);
  expect(code).toBe(1);
  expect(results(out)).toMatchObject([
    {
      subject: name,
      kind: 'container',
      verdict: 'fail',
      message: 'no sss for notebook+headless',
      place: { layer: bad.layers[0], file: '/etc/nsswitch.conf', instruction: 'ADD rootfs /' },
    },
  ]);
  const { out: text } = await check([name, '--plain-http', '--type', 'notebook']);
  expect(text).toContain(`/etc/nsswitch.conf in ${bad.layers[0]?.slice(0, 19)} (ADD rootfs /)`);
});

test('a second run reads no layer again', async () => {
  const args = [`docker://${registry.host}/lab/good:1`, '--plain-http', '--all', '-o', 'json'];
  const first = await check(args);
  const { sent } = registry;
  const second = await check(args);
  expect(second.out).toBe(first.out);
  expect(results(second.out)).toMatchObject([{ verdict: 'pass' }]);
  expect(registry.sent - sent).toBeLessThan(1000);
  await check(args, { ASTROPLATFORM_LAYER_CACHE: 'off' });
  expect(registry.sent - sent).toBeGreaterThan(1000);
});

test('an image of the registry of the platform is an artifact too: its name, its tag, its size', async () => {
  const of = async (name: string, registries: readonly string[]) => {
    const judgement: ImageJudgement = {
      types: [],
      profile: 'current',
      contract: { ...CONTRACT, registries },
      plainHttp: true,
      prove: false,
      today: new Date('2026-11-21'),
      ask: (subjects) => runRules(rules, subjects, { today: '2026-11-21' }),
    };
    const results = await judgeImage(`docker://${registry.host}/lab/${name}`, judgement, io);
    return Object.fromEntries(
      results.flatMap(({ kind, rule, verdict }) => (kind === 'artifact' ? [[rule, verdict]] : [])),
    );
  };
  const io = {
    cwd: folder_.path,
    env: { ASTROPLATFORM_LAYER_CACHE: 'off' },
    stderr: { write: () => {}, colour: false, terminal: false },
    now: () => new Date('2026-11-21'),
  } as unknown as Io;
  // What a registry of somebody else calls its images is no matter of ours.
  expect(await of('good:1', ['images.example.org'])).toEqual({});
  expect(await of('good:1', [registry.host])).toMatchObject({
    'tag-scheme': 'pass',
    'image-size-budget': 'pass',
    'workload-name-safe': 'pass',
    'tag-immutable-companion': 'pass',
    // Only what Harbor lists tells these; a gate that is strict must not wait for them.
    'harbor-type-label': 'not-applicable',
    'label-matches-content': 'not-applicable',
    'vulnerability-budget': 'not-applicable',
    'tag-orders': 'not-applicable',
    'tag-one-per-artifact': 'not-applicable',
  });
  expect(await of(`good@${digestOf(good.manifest)}`, [registry.host])).toMatchObject({
    'tag-immutable-companion': 'not-applicable',
  });
});

test('what cannot be read is undecided, and says why', async () => {
  const args = [`docker://${registry.host}/lab/broken:1`, '--plain-http', '-o', 'json'];
  const lenient = await check(args);
  expect(results(lenient.out)).toMatchObject([
    {
      verdict: 'unknown',
      reason: expect.stringMatching(/^layer 1 of 2 cannot be read: it is not a valid tar archive/),
    },
  ]);
  expect((await check([...args, '--strict'])).code).not.toBe(0);
});

test('an OCI layout in the folder', async () => {
  layoutOf(good, '1.0', folder_.path);
  const { out } = await check(['oci:.:1.0', '--all', '-o', 'json']);
  expect(results(out)).toMatchObject([{ subject: 'oci:.:1.0', verdict: 'pass' }]);
});

test('an image shows what no recipe says: keys, compilers, what was downloaded', async () => {
  const status = 'Package: gcc\nStatus: install ok installed\nVersion: 12\n';
  const lists = ['lock', 'deb.debian.org_debian_dists_bookworm_main_binary-amd64_Packages.lz4'];
  const layer = [
    folder('root'),
    file('root/.netrc', 'x'),
    file('var/lib/dpkg/status', status),
    ...lists.map((name) => file(`var/lib/apt/lists/${name}`, 'x')),
  ];
  layoutOf(imageOf([layer]), '1', folder_.path);
  const { out } = await check(['oci:.:1', '--all', '-o', 'json']);
  const all = (JSON.parse(out) as { results: Record<string, unknown>[] }).results;
  const of = (id: string) => all.filter(({ rule }) => rule === id).map(({ message }) => message);
  expect(of('no-baked-credentials')).toEqual(['/root/.netrc is in the image']);
  expect(of('pkg-cache-clean')).toEqual([`/var/lib/apt/lists/${lists[1]} is in the image`]);
  expect(of('multi-stage-compilers')).toEqual(['gcc is in the image that is shipped']);
});

test('an image shows what everybody may write, what one user installed, and large data', async () => {
  const layer = [
    folder('opt/lab', { mode: 0o777 }),
    folder('tmp', { mode: 0o1777 }),
    folder('var/spool', { mode: 0o1777 }),
    file('opt/lab/run', 'x', { mode: 0o666 }),
    file('root/.local/lib/python3.12/site-packages/lab/__init__.py', 'x'),
    file('opt/lab/m31.fits', 'x'.repeat(11 * 1024 ** 2)),
    file('opt/lab/fixture.fits', 'x'),
  ];
  layoutOf(imageOf([layer]), '1', folder_.path);
  const { out } = await check(['oci:.:1', '--all', '-o', 'json']);
  const all = (JSON.parse(out) as { results: Record<string, unknown>[] }).results;
  const of = (id: string) => all.filter(({ rule }) => rule === id).map(({ message }) => message);
  expect(of('no-world-writable')).toEqual(['everybody may write /opt/lab, and 1 more']);
  expect(of('no-build-user-site')).toEqual([
    '/root/.local/lib/python3.12/site-packages/lab is installed for one user only',
  ]);
  expect(of('no-data-in-image')).toEqual(['/opt/lab/m31.fits looks like data, and is larger than 10 MiB']);
});

test('accounts of an image are those of its passwd, whatever its history says', async () => {
  const passwd = 'toor:x:0:0::/:/bin/sh\nguest:x:30001:1::/:/bin/sh\n+::::::\n';
  const history = [{ created_by: 'RUN /bin/sh -c useradd -u 1000 guest # buildkit' }];
  layoutOf(
    imageOf([[folder('etc'), file('etc/passwd', passwd)]], { config: { User: 'toor' }, history }),
    '1',
    folder_.path,
  );
  const { out } = await check(['oci:.:1', '--all', '-o', 'json']);
  const all = (JSON.parse(out) as { results: Record<string, unknown>[] }).results;
  const of = (id: string) => all.filter(({ rule }) => rule === id);
  expect(of('image-final-user-nonroot')).toMatchObject([
    { verdict: 'fail', message: 'it runs as toor, which is root under another name' },
  ]);
  expect(of('no-image-uid-in-posix-range')).toMatchObject([
    { verdict: 'fail', message: expect.stringMatching(/^guest has the number 30001/), place: { file: '/etc/passwd' } },
  ]);
});

test.each<[string, () => readonly string[], RegExp]>([
  [
    'no such image',
    () => [`docker://${registry.host}/lab/none:1`, '--plain-http'],
    /has no such image\. Check project/,
  ],
  ['no TLS', () => [`docker://${registry.host}/lab/good:1`], /cannot be reached/],
  ['no reference', () => ['docker://UPPER CASE'], /this is no image reference/],
  ['no such type', () => ['oci:.', '--type', 'notebok'], /"notebok" is no session type\. Did you mean "notebook"/],
])('%s is a usage error', async (_, args, message) => {
  const { code, out, err } = await check(args());
  expect([code, out]).toEqual([2, '']);
  expect(err).toMatch(message);
});

test('long readings say how far they are, to a person only', async () => {
  const shown: string[] = [];
  let clock = Date.parse('2026-11-21T12:00:00Z');
  const run = (terminal: boolean) =>
    folder_.run(['check', `docker://${registry.host}/lab/good:1`, '--plain-http', '--rules', 'rules.ts'], {
      env: { HOME: folder_.path, ASTROPLATFORM_LAYER_CACHE: 'off' },
      stderr: { write: (text) => void shown.push(text), colour: false, terminal },
      now: () => {
        clock += 1100;
        return new Date(clock);
      },
    });
  await run(false);
  expect(shown).toEqual([]);
  await run(true);
  expect(shown[0]).toMatch(/^\rreading \d of 2 layers: 0 of 0 MiB/);
  expect(shown.at(-1)).toBe('\r\u001b[K');
});
