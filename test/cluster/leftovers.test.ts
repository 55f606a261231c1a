import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { binary } from './launch/binaries';
import { until } from './launch/wait';
import { note } from './summary';

const ROOT = join(__dirname, '../..');

/** `npm run local`, until it has said how to reach the cluster. */
async function local(): Promise<{ child: ChildProcess; kubeconfig: string; said: () => string }> {
  const args = ['--conditions=astroplatform:source', '--require', 'sucrase/register', 'test/cluster/local.ts', 'demo'];
  const child = spawn(process.execPath, args, { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'] });
  let [output, remarks] = ['', ''];
  child.stdout?.on('data', (text) => {
    output += text;
  });
  child.stderr?.on('data', (text) => {
    remarks += text;
  });
  const kubeconfig = await until(
    'the cluster is up',
    async () => {
      if (child.exitCode !== null) throw new Error(remarks);
      return /^export KUBECONFIG=(.+)$/m.exec(output)?.[1];
    },
    { seconds: 240 },
  );
  return { child, kubeconfig, said: () => remarks };
}

/** Command lines of running programs that name a folder. */
const runningIn = (folder: string): string[] =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        const command = readFileSync(join('/proc', pid, 'cmdline'), 'utf8').replaceAll('\0', ' ');
        return command.includes(folder) ? [command] : [];
      } catch {
        return []; // it has ended meanwhile
      }
    });

// Ctrl-C, a service manager, and what leaves no time for anything.
(existsSync('/proc/self') ? test.each(['SIGINT', 'SIGTERM', 'SIGKILL'] as const) : test.skip.each(['SIGINT']))(
  'npm run local gives a cluster with the site on it, and %s leaves nothing of it behind',
  async (signal) => {
    const { child, kubeconfig, said } = await local();
    const home = dirname(kubeconfig);
    const kubectl = spawn(await binary('kubectl'), ['get', 'deployment', 'skaha', '-n', 'skaha-system', '-o', 'name'], {
      env: { ...process.env, KUBECONFIG: kubeconfig, HOME: home },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [answer] = await once(kubectl.stdout, 'data');
    expect(String(answer).trim()).toBe('deployment.apps/skaha');
    expect(said()).toMatch(/objects on \d+ nodes, up in \d+ s/);
    const before = runningIn(home).length;
    expect(before).toBeGreaterThan(4);
    const ended = once(child, 'exit');
    child.kill(signal as NodeJS.Signals);
    await ended;
    await until('all of it is gone', async () => {
      const left = [...runningIn(home), ...(existsSync(home) ? [home] : [])];
      if (left.length > 0) throw new Error(left.join('\n'));
      return true;
    });
    note({ table: 'Left behind', 'ended by': String(signal), programs: before, left: 0 });
  },
);
