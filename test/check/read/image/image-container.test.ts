import type { Container } from '../../../../src/check/facts';
import { instructionOf, readConfig, stepsOf } from '../../../../src/check/read/image/config';
import { ask, MemorySource } from './ask';
import { imageOf } from './image-writer';
import { type Entry, file, folder, link } from './tar-writer';

const bash = (text: string) => Buffer.from(text);
const of = (layers: readonly (readonly Entry[])[], config: object = {}, history: readonly object[] = []) =>
  new MemorySource(imageOf(layers, { config, history }));

test('a configuration says what a container starts with', () => {
  const config = readConfig(
    bash(
      JSON.stringify({
        os: 'linux',
        architecture: 'amd64',
        created: '2026-01-02T03:04:05.678901234Z',
        config: {
          User: '1000:100',
          WorkingDir: '/home/jovyan',
          Env: ['A=b=c', 'EMPTY', 7],
          Labels: { x: 'y', z: 1 },
          Entrypoint: ['tini', '--'],
          Cmd: ['/bin/sh', '-c', 'start a && b'],
          OnBuild: ['COPY . /app', 'RUN make', 7],
          ExposedPorts: { '8888/tcp': {}, '53/udp': {}, 'x/tcp': {}, 90: {} },
        },
      }),
    ),
    'image',
  );
  expect(config).toMatchObject({
    os: 'linux',
    architecture: 'amd64',
    user: '1000:100',
    workdir: '/home/jovyan',
    entrypoint: { arguments: ['tini', '--'], shell: false },
    cmd: { arguments: ['start a && b'], shell: true },
    onBuild: ['COPY . /app', 'RUN make'],
  });
  expect(config.created?.toISOString()).toBe('2026-01-02T03:04:05.678Z');
  expect([...config.env]).toEqual([
    ['A', 'b=c'],
    ['EMPTY', ''],
  ]);
  expect([...config.labels]).toEqual([['x', 'y']]);
  expect(config.ports).toEqual([
    { number: 90, protocol: 'tcp' },
    { number: 8888, protocol: 'tcp' },
    { number: 53, protocol: 'udp' },
  ]);
});

test('what an image keeps for recipes that build on it', async () => {
  const source = of([[]], { OnBuild: ['COPY . /app', 'RUN make'] });
  expect(await ask(source, ({ onBuild }) => onBuild)).toMatchObject({
    known: true,
    value: [
      { instruction: 'COPY', text: '. /app' },
      { instruction: 'RUN', text: 'make' },
    ],
  });
});

test.each([
  '{}',
  '[]',
  '{"config":null,"history":7,"created":"never"}',
  '{"config":{"Env":{},"Cmd":"x","Entrypoint":[]}}',
])('what is absent or odd has the value that runtimes give it: %s', (text) => {
  expect(readConfig(bash(text), 'image')).toMatchObject({
    user: '',
    workdir: '/',
    created: undefined,
    ports: [],
    history: [],
  });
});

test.each([
  ['/bin/sh -c #(nop)  CMD ["bash"]', { instruction: 'CMD', text: '["bash"]' }],
  ['/bin/sh -c #(nop) ADD file:abc in / ', { instruction: 'ADD', text: 'file:abc in / ' }],
  ['/bin/sh -c apt-get update', { instruction: 'RUN', text: 'apt-get update' }],
  ['RUN /bin/sh -c apt-get update # buildkit', { instruction: 'RUN', text: 'apt-get update' }],
  ['RUN |1 V=1 2 /bin/bash -o pipefail -c make # buildkit', { instruction: 'RUN', text: 'make' }],
  ['COPY --chown=1 a b # buildkit', { instruction: 'COPY', text: '--chown=1 a b' }],
  ['ENV A=b', { instruction: 'ENV', text: 'A=b' }],
  ['bazel build ...', { instruction: 'RUN', text: 'bazel build ...' }],
  ['', { instruction: 'RUN', text: '' }],
])('a line of the history: %s', (line, expected) => {
  expect(instructionOf(line)).toEqual(expected);
});

test('the steps of the base are not those of the image', () => {
  const history = [
    { created_by: '/bin/sh -c #(nop) ADD file:1 in /' },
    { created_by: '/bin/sh -c #(nop)  CMD ["bash"]', empty_layer: true },
    { created_by: 'RUN /bin/sh -c apt-get install -y acl # buildkit' },
    { created_by: 'USER jovyan', empty_layer: true },
    { created_by: 'CMD ["start"]', empty_layer: true },
  ];
  const steps = stepsOf(readConfig(Buffer.from(JSON.stringify({ history })), 'image'));
  expect(steps.map(({ instruction }) => instruction)).toEqual(['RUN', 'USER', 'CMD']);
  expect(steps[0]?.commands).toMatchObject({ known: true, strength: 'inferred', value: [{ name: 'apt-get' }] });
});

test('a file says which layer it is in, and what made that', async () => {
  const history = [
    { created_by: 'ADD rootfs' },
    { created_by: 'ENV A=b', empty_layer: true },
    { created_by: 'COPY x /x # buildkit' },
  ];
  const answer = await ask(of([[file('a')], [file('x')]], {}, history), (container) => container.file('/x'));
  expect(answer).toMatchObject({
    place: { layer: expect.stringMatching(/^sha256:/), instruction: 'COPY x /x', file: '/x' },
  });
});

describe('commands', () => {
  const tree = [
    folder('bin'),
    folder('opt'),
    folder('opt/bin'),
    file('bin/tool', '', { mode: 0o755 }),
    file('opt/bin/plain'),
    folder('opt/bin/tool'),
    link('opt/bin/linked', '/bin/tool'),
  ];
  const command = (name: string, config: object = { Env: ['PATH=/opt/bin:relative::/bin'] }) =>
    ask(of([tree], config), (container) => container.command(name));

  test('on PATH, links followed', async () => {
    await expect(command('tool')).resolves.toMatchObject({ value: { path: '/bin/tool' } });
    await expect(command('linked')).resolves.toMatchObject({ value: { path: '/bin/tool' } });
  });

  test('on the PATH that runtimes give', async () => {
    await expect(command('tool', {})).resolves.toMatchObject({ value: { path: '/bin/tool' } });
  });

  test('are executable files', async () => {
    await expect(command('plain')).resolves.toEqual({ known: true, strength: 'proved', value: undefined });
    await expect(command('none')).resolves.toEqual({ known: true, strength: 'proved', value: undefined });
  });
});

describe('packages', () => {
  const dpkg = [
    'Package: acl\nStatus: install ok installed\nVersion: 2.3.1-1\nDescription: x\n more: y\n',
    'Package: gone\nStatus: deinstall ok config-files\nVersion: 1\n',
  ].join('\n');
  const apk = 'C:Q1\nP:acl\nV:2.3.1-r1\n\nP:musl\nV:1.2\nF:lib\n';
  const package_ = (name: string, layers: Entry[][]) => ask(of(layers), (container) => container.package(name));

  test('of dpkg; one that was removed is not there', async () => {
    const layers = [[file('var/lib/dpkg/status', dpkg)]];
    await expect(package_('acl', layers)).resolves.toMatchObject({
      value: { name: 'acl', version: '2.3.1-1', place: { file: '/var/lib/dpkg/status' } },
    });
    await expect(package_('gone', layers)).resolves.toMatchObject({ known: true, value: undefined });
  });

  test('of the topmost list', async () => {
    await expect(
      package_('acl', [[file('var/lib/dpkg/status', dpkg)], [file('var/lib/dpkg/status', '')]]),
    ).resolves.toMatchObject({
      known: true,
      value: undefined,
    });
  });

  test('of apk', async () => {
    await expect(package_('acl', [[file('lib/apk/db/installed', apk)]])).resolves.toMatchObject({
      value: { version: '2.3.1-r1' },
    });
  });

  test('of images without a package manager', async () => {
    const pieces = [
      file('var/lib/dpkg/status.d/acl', 'Package: acl\nVersion: 2.3.1-3\n'),
      file('var/lib/dpkg/status.d/acl.md5sums', 'Package: none\n'),
    ];
    await expect(package_('acl', [pieces])).resolves.toMatchObject({
      value: { version: '2.3.1-3', place: { file: '/var/lib/dpkg/status.d/acl' } },
    });
    await expect(package_('none', [pieces])).resolves.toMatchObject({ known: true, value: undefined });
  });

  test('without any list there are none', async () => {
    await expect(package_('acl', [[file('app')]])).resolves.toMatchObject({ known: true, value: undefined });
  });
});

test.each([
  ['ID=debian\nVERSION_ID="12"\n', { id: 'debian', version: '12' }],
  ['NAME="x"\nID="rocky"\nVERSION_ID=9.4', { id: 'rocky', version: '9.4' }],
  ["ID='arch'\n", { id: 'arch' }],
  ['NAME=nothing\n', undefined],
])('the distribution of %j', async (text, expected) => {
  const layers = [[folder('etc'), link('etc/os-release', '../usr/lib/os-release'), file('usr/lib/os-release', text)]];
  const answer = await ask(of(layers), (container: Container) => container.distribution);
  expect(answer).toMatchObject({ known: true, value: expected });
});

test('ports in ranges that overlap are each there once', () => {
  const ranges = Array.from({ length: 4000 }, (_, index) => [`${index + 1}-70000/tcp`, {}]);
  const ports = Object.fromEntries([...ranges, ['7-5', {}], ['53-54/udp', {}]]);
  const config = readConfig(bash(JSON.stringify({ config: { ExposedPorts: ports } })), 'image');
  expect(config.ports).toHaveLength(65_537);
  expect(config.ports.slice(-2)).toEqual([
    { number: 53, protocol: 'udp' },
    { number: 54, protocol: 'udp' },
  ]);
});
