import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { HarborDouble } from '../harbor/double/harbor-double';
import { ROOT } from '../pulumi/project';
import { ended } from '../pulumi/start-program';
import { binary } from './launch/binaries';
import { Home } from './launch/keeper';
import type { Told } from './pulumi/content-program';

// The real engine runs the provider of a content, as it stands in the state, in the process that Pulumi has for such
// providers; Harbor is the double. What starts that process is written here: the language plugin of Pulumi, which brings it,
// cannot be installed where this was written.

const content = { host: 'images.example.org', projects: { skaha: { robots: { puller: { for: 'pull' } } } } };
const SECRET = 'Secret-of-the-puller-1';

let double: HarborDouble;
let home: Home;
let folder: string;

beforeAll(async () => {
  double = await HarborDouble.start();
  home = await Home.create();
  folder = home.folder('content');
  for (const name of ['bin', 'state', 'program', 'program/node_modules']) mkdirSync(join(folder, name));
  symlinkSync(ROOT, join(folder, 'program', 'node_modules', 'astroplatform'));
  symlinkSync(await binary('pulumi'), join(folder, 'bin', 'pulumi'));
  const host = require.resolve('@pulumi/pulumi/cmd/dynamic-provider');
  writeFileSync(join(folder, 'bin', 'pulumi-resource-pulumi-nodejs'), `#!/bin/sh\nexec node "${host}" "$@"\n`, {
    mode: 0o700,
  });
}, 900_000);
afterAll(async () => {
  await home?.remove();
  await double?.stop();
});

/** What came of it. */
interface Done {
  readonly changes?: Readonly<Record<string, number>>;
  readonly output: string;
  readonly state?: string;
  readonly error?: string;
}

async function run(action: Told['action'], config: Record<string, string> = {}): Promise<Done> {
  const told: Told = {
    action,
    content,
    workDir: join(folder, 'program'),
    flags: ['--address', double.host, '--plain-http'],
    config: {
      password: double.state.adminPassword,
      secrets: JSON.stringify({ 'robot/skaha/puller': SECRET }),
      ...config,
    },
  };
  const program = join(__dirname, 'pulumi', 'content-program.ts');
  const child = await home.command(
    process.execPath,
    // As Pulumi itself reads TypeScript.
    ['--conditions=astroplatform:source', '--require', 'ts-node/register/transpile-only', program],
    {
      cwd: ROOT,
      env: {
        ...process.env,
        TS_NODE_PROJECT: join(ROOT, 'tsconfig.pulumi.json'),
        TOLD: JSON.stringify(told),
        PATH: [join(folder, 'bin'), process.env.PATH].join(delimiter),
        HOME: folder,
        PULUMI_HOME: join(folder, 'home'),
        PULUMI_BACKEND_URL: `file://${join(folder, 'state')}`,
        PULUMI_CONFIG_PASSPHRASE: 'a passphrase of tests',
        PULUMI_SKIP_UPDATE_CHECK: 'true',
        PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: 'true',
      },
    },
  );
  const { output } = await ended(child);
  const start = output.indexOf('{"');
  if (start < 0) throw new Error(output);
  return JSON.parse(output.slice(start));
}

/** Every file that the backend keeps: states, their history and backups. */
const backend = () =>
  readdirSync(join(folder, 'state'), { recursive: true, withFileTypes: true })
    .filter((one) => one.isFile())
    .map(({ parentPath, name }) => readFileSync(join(parentPath, name), 'utf8'))
    .join('\n');

test('a preview of the first update changes nothing', async () => {
  const { changes, error } = await run('preview');
  expect([error, changes]).toEqual([undefined, expect.objectContaining({ create: 2 })]);
  expect(double.state.projects).toEqual([]);
});

test('up brings the Harbor to the content, and says what it did', async () => {
  const { changes, output, error } = await run('up');
  expect([error, changes]).toEqual([undefined, expect.objectContaining({ create: 2 })]);
  expect(double.state.robots.map(({ name, secret }) => [name, secret])).toEqual([['skaha+puller', SECRET]]);
  expect(output).toContain('✔ create robot skaha/puller');
});

test('the state has no secret, and of the program a few lines that name nothing of this machine', async () => {
  const kept = backend();
  expect(kept).toContain('images.example.org');
  for (const text of [SECRET, double.state.adminPassword]) expect(kept).not.toContain(text);
  const { deployment } = JSON.parse((await run('up')).state ?? '');
  const resource = deployment.resources.find(({ type }: { type: string }) => type.endsWith('harbor:Content'));
  const provider = resource.inputs.__provider as string;
  expect(provider).toContain('astroplatform/package.json');
  expect(provider.length).toBeLessThan(8_000);
  expect(provider).not.toContain(ROOT);
});

test('a second update changes nothing', async () => {
  const { changes } = await run('up');
  expect(changes).toEqual({ same: 2 });
});

test('what was changed by hand is seen by a preview and put right by an update', async () => {
  for (const project of double.state.projects) project.metadata.public = 'true';
  const planned = await run('preview');
  expect(planned.changes).toEqual({ same: 1, update: 1 });
  expect(planned.output).toMatch(/update +project +skaha/);
  expect(double.state.projects[0]?.metadata.public).toBe('true');
  expect((await run('up')).changes).toEqual({ same: 1, update: 1 });
  expect(double.state.projects[0]?.metadata.public).toBe('false');
});

test('a wrong password ends the update with its reason, and without the password', async () => {
  const { error, output } = await run('up', { password: 'Guessed-1' });
  expect(`${error}${output}`).toContain('does not let us in');
  expect(`${error}${output}`).not.toContain('Guessed-1');
});

test('destroyed, the Harbor holds what it held', async () => {
  expect((await run('destroy')).changes).toEqual({ delete: 2 });
  expect(double.state.projects).toHaveLength(1);
});
