import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { COMMANDS } from '../../src/cli/commands';
import { Folder, SITE_TS, SITE_YAML } from './fake-io';

// What only a process can show: the launcher, its code cache, pipes, exit codes.

const ROOT = join(__dirname, '../..');
const BIN = join(ROOT, 'bin/astroplatform.js');
let folder: Folder;
let cache: string;
beforeEach(() => {
  folder = new Folder({ 'keck.yaml': SITE_YAML });
  cache = join(folder.path, 'cache');
});
afterEach(() => folder.remove());

const start = (argv: string[], env: Record<string, string> = {}) =>
  spawnSync(process.execPath, [BIN, ...argv], {
    cwd: folder.path,
    encoding: 'utf8',
    env: { ...process.env, XDG_CACHE_HOME: cache, ...env },
  });
const cached = () => readdirSync(join(cache, 'astroplatform')).map((name) => join(cache, 'astroplatform', name));

test('exit codes and streams reach the shell', () => {
  expect(start(['validate', 'keck.yaml'])).toMatchObject({ status: 0, stdout: '', stderr: '' });
  expect(start(['validate', 'missing.yaml'])).toMatchObject({ status: 2, stdout: '' });
  expect(start(['--version']).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
});

test('standard input', () => {
  const result = execFileSync(process.execPath, [BIN, 'synth', '-'], { input: SITE_YAML, encoding: 'utf8' });
  expect(result).toContain('kind: Namespace');
});

test.each(['demo', 'canfar', 'srcnet'])('the bundle writes for %s what the sources write', async (name) => {
  const site = join(ROOT, 'stacks', `${name}.ts`);
  const [bundled, direct] = [start(['synth', site]), await folder.run(['synth', site])];
  expect(bundled).toMatchObject({ status: 0, stdout: direct.out });
});

test('a reader that goes away early is no error, and does not change the exit code', async () => {
  const child = spawn(process.execPath, [BIN, 'synth', 'keck.yaml'], {
    cwd: folder.path,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  child.stdout.destroy();
  let err = '';
  child.stderr.on('data', (text) => {
    err += text;
  });
  const [code] = await once(child, 'close');
  expect([code, err]).toEqual([0, '']);
});

test('a large output arrives whole through a slow pipe', () => {
  const { stdout } = spawnSync('sh', ['-c', `"${process.execPath}" "${BIN}" schema | (sleep 0.3; cat)`], {
    encoding: 'utf8',
  });
  expect(stdout).toBe(readFileSync(join(ROOT, 'schema/site.schema.json'), 'utf8'));
});

test('a site that ends the process is not a clean check; a promise or a timer that it leaves behind changes nothing', () => {
  folder.write('exit.ts', 'process.exit(0);\nexport default {};');
  expect(start(['check', 'exit.ts'])).toMatchObject({
    status: 4,
    stderr: expect.stringContaining('ended before it was done'),
  });
  folder.write('promise.ts', `Promise.reject(new Error('lost'));\nexport default ${SITE_TS};`);
  expect(start(['validate', 'promise.ts'])).toMatchObject({ status: 0, stderr: '' });
  folder.write('timer.ts', `setInterval(() => {}, 1000);\nexport default ${SITE_TS};`);
  expect(start(['validate', 'timer.ts'])).toMatchObject({ status: 0, stderr: '' });
});

test.each(Object.keys(COMMANDS))('%s has a bundle of its own, which answers help', async (name) => {
  expect(statSync(join(ROOT, 'dist/cli', `${name}.js`)).size).toBeGreaterThan(1000);
  const { out } = await folder.run([name, '--help']);
  expect(start([name, '--help'])).toMatchObject({ status: 0, stdout: out });
  expect(start(['help', name])).toMatchObject({ status: 0, stdout: out });
});

test('the overview and the version are in a bundle without cdk8s and zod', async () => {
  expect(start(['--help']).stdout).toBe((await folder.run(['--help'])).out);
  expect(start(['index'])).toMatchObject({ status: 2, stderr: expect.stringContaining("unknown command 'index'") });
  const overview = readFileSync(join(ROOT, 'dist/cli/index.js'), 'utf8');
  expect(overview).not.toMatch(/cdk8s|ZodObject/);
});

describe('the code cache', () => {
  const synth = () => start(['synth', 'keck.yaml']);
  const entry = () => cached().find((name) => name.endsWith('-document')) as string;

  test('is written once, for this user alone, and gives the same output', () => {
    const first = synth();
    expect(first.status).toBe(0);
    expect(statSync(join(cache, 'astroplatform')).mode & 0o777).toBe(0o700);
    expect(statSync(entry()).mode & 0o777).toBe(0o600);
    const { mtimeMs, ino } = statSync(entry());
    expect(synth().stdout).toBe(first.stdout);
    expect(statSync(entry())).toMatchObject({ mtimeMs, ino });
  });

  test.each<[string, (name: string) => void]>([
    ['cut short', (name) => truncateSync(name, 1000)],
    ['empty', (name) => truncateSync(name, 0)],
    [
      'damaged',
      (name) => {
        const bytes = readFileSync(name);
        const middle = bytes.length >> 1;
        bytes.writeUInt8(bytes.readUInt8(middle) ^ 0x55, middle);
        writeFileSync(name, bytes);
      },
    ],
    ['something else', (name) => writeFileSync(name, 'process.exit(7)')],
  ])('when it is %s, it is made anew', (_, damage) => {
    const first = synth();
    const good = statSync(entry()).size;
    damage(entry());
    expect(synth()).toMatchObject({ status: 0, stdout: first.stdout, stderr: '' });
    expect(statSync(entry()).size).toBeGreaterThan(good / 2);
  });

  test.each<[string, () => void]>([
    [
      'others can write to it',
      () => {
        mkdirSync(join(cache, 'astroplatform'), { recursive: true });
        chmodSync(join(cache, 'astroplatform'), 0o777);
      },
    ],
    [
      'it is a link',
      () => {
        mkdirSync(join(cache, 'elsewhere'), { recursive: true, mode: 0o700 });
        symlinkSync('elsewhere', join(cache, 'astroplatform'));
      },
    ],
  ])('is not used when %s', (_, prepare) => {
    prepare();
    expect(synth()).toMatchObject({ status: 0, stderr: '' });
    expect(cached()).toEqual([]);
  });

  test('is missed by nobody: a file in its place, or switched off', () => {
    writeFileSync(cache, '');
    expect(synth()).toMatchObject({ status: 0, stderr: '' });
    expect(
      start(['synth', 'keck.yaml'], { XDG_CACHE_HOME: join(folder.path, 'other'), ASTROPLATFORM_CODE_CACHE: 'off' })
        .status,
    ).toBe(0);
    expect(readdirSync(folder.path)).not.toContain('other');
  });
});
