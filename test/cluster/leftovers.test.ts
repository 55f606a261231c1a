import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ended } from '../pulumi/start-program';
import { binary } from './launch/binaries';
import { until } from './launch/wait';
import { note } from './summary';

const ROOT = join(__dirname, '../..');
// Programs are looked for where Linux shows them.
const onLinux = existsSync('/proc/self') ? test : test.skip;

/** What is started with this folder for its temporary files shows by it; so does what that has started in turn. */
let folder: string;
let temporary: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'leftovers-'));
  temporary = join(folder, 'tmp');
  mkdirSync(temporary);
});
afterEach(() => {
  // Of a test that failed.
  for (const pid of programs().keys()) process.kill(pid, 'SIGKILL');
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
});

/** Command lines of the programs that run with our folder, by their ids. */
const programs = (): ReadonlyMap<number, string> =>
  new Map(
    readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .flatMap((pid) => {
        const read = (file: string) => readFileSync(join('/proc', pid, file), 'utf8');
        try {
          const isOurs = read('environ').includes(`TMPDIR=${temporary}\0`);
          return isOurs ? [[Number(pid), read('cmdline').replaceAll('\0', ' ')] as const] : [];
        } catch {
          return []; // it has ended meanwhile
        }
      }),
  );
const running = () => [...programs().values()];

/** Starts a command of the project, and collects what it says. */
function start(command: string, args: readonly string[], variables: NodeJS.ProcessEnv = {}) {
  const env = { ...process.env, ...variables, TMPDIR: temporary };
  const child = spawn(command, args, { cwd: ROOT, env, stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (text) => {
      said += text;
    });
  return { child, said: () => said };
}

/** Ends a program, and waits until nothing that came of it is there: no other program, none of its files. */
async function leavesNothing(
  what: string,
  child: ChildProcess,
  signal: NodeJS.Signals,
  files = () => readdirSync(temporary),
): Promise<void> {
  const before = running().length;
  expect(before).toBeGreaterThan(4);
  expect(files()).not.toEqual([]);
  const end = once(child, 'exit');
  child.kill(signal);
  await end;
  await until('all of it is gone', async () => {
    const left = [...running(), ...files()];
    if (left.length > 0) throw new Error(left.join('\n'));
    return true;
  });
  note({ table: 'Left behind', what, 'ended by': signal, programs: before, left: 0 });
}

const LOCAL = ['--conditions=astroplatform:source', '--require', 'sucrase/register', 'test/cluster/local.ts', 'demo'];

// Ctrl-C, a service manager, and what leaves no time for anything: to the program itself, or to npm alone.
onLinux.each([
  ['SIGINT', 'it'],
  ['SIGTERM', 'it'],
  ['SIGKILL', 'it'],
  ['SIGKILL', 'npm alone'],
] as const)(
  'npm run local gives a cluster with the site on it, and a %s to %s leaves nothing behind',
  async (signal, whom) => {
    const { child, said } = whom === 'it' ? start(process.execPath, LOCAL) : start('npm', ['run', 'local']);
    const kubeconfig = await until(
      'the cluster is up',
      async () => {
        if (child.exitCode !== null) throw new Error(said());
        return /^export KUBECONFIG=(.+)$/m.exec(said())?.[1];
      },
      { seconds: 240 },
    );
    const asked = ['get', 'deployment', 'skaha', '-n', 'skaha-system', '-o', 'name'];
    const env = { ...process.env, KUBECONFIG: kubeconfig, HOME: folder };
    const { output } = await ended(
      spawn(await binary('kubectl'), asked, { env, stdio: ['ignore', 'pipe', 'inherit'] }),
    );
    expect(output.trim()).toBe('deployment.apps/skaha');
    expect(said()).toMatch(/objects on \d+ nodes, up in \d+ s/);
    await leavesNothing(`npm run local: ${whom}`, child, signal);
  },
);

onLinux('a first build that is killed leaves nothing half built behind', async () => {
  const cache = join(folder, 'cache');
  const GOCACHE = (await ended(spawn('go', ['env', 'GOCACHE'], { stdio: ['ignore', 'pipe', 'pipe'] }))).output.trim();
  const { child, said } = start(process.execPath, LOCAL, { XDG_CACHE_HOME: cache, GOCACHE });
  await until(
    'it builds',
    async () => {
      if (child.exitCode !== null) throw new Error(said());
      return running().some((line) => / go build .*etcd/.test(line));
    },
    { seconds: 240 },
  );
  await leavesNothing('a first build', child, 'SIGKILL', () =>
    readdirSync(join(cache, 'astroplatform', 'cluster')).filter((name) => !/^keeper-|\.lock$/.test(name)),
  );
});

onLinux('tests that are killed while Pulumi makes an update leave nothing behind', async () => {
  // Two files, because one alone does not run in a thread.
  const files = ['pulumi-kept', 'second-engine'].map((name) => `test/cluster/${name}.test.ts`);
  const { child, said } = start(process.execPath, [
    ...['node_modules/jest/bin/jest.js', '--config=test/cluster/jest.config.js', '--globalSetup=', '--globalTeardown='],
    ...['--maxWorkers=2', `--cacheDirectory=${join(folder, 'cache')}`, ...files],
  ]);
  await until(
    'the program of the stack runs',
    async () => {
      if (child.exitCode !== null) throw new Error(said());
      return running().some((line) => line.includes('@pulumi/pulumi/cmd/run'));
    },
    { seconds: 240 },
  );
  await leavesNothing('npm run test:cluster', child, 'SIGKILL');
});
