import { type ChildProcess, execFile, spawnSync } from 'node:child_process';
import { promisify } from 'node:util';
import { ended } from '../../pulumi/start-program';

const run = promisify(execFile);

/** Whether the Go tools are there; without them there is no control plane. */
export const hasGo = (): boolean => spawnSync('go', ['version']).status === 0;

/** Compiler and platform, as part of the name under which binaries are kept. */
export async function goPlatform(): Promise<string> {
  const { stdout } = await run('go', ['env', 'GOVERSION', 'GOOS', 'GOARCH']);
  return stdout.trim().split('\n').join('-');
}

/** Where a command runs. */
export interface Where {
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
}

/** Starts a command whose output is read. */
export type Start = (program: string, args: readonly string[], where: Where) => ChildProcess | Promise<ChildProcess>;

/** What is built, and where. */
interface GoBuild {
  /** Folder of the module. */
  readonly folder: string;
  readonly pkg: string;
  readonly ldflags: string;
  readonly output: string;
  /** Folder for files of the build itself. */
  readonly work: string;
}

/** Builds one package, quietly and at low priority. */
export async function goBuild({ folder, pkg, ldflags, output, work }: GoBuild, start: Start): Promise<void> {
  // What debuggers read is left out of the program (-w), so it need not be made first: a tenth of the time.
  const flags = ['-trimpath', '-gcflags=all=-dwarf=false', '-ldflags', `-s -w ${ldflags}`];
  const args = ['-n', '10', 'go', 'build', ...flags, '-o', output, pkg];
  const env = { ...process.env, CGO_ENABLED: '0', GOFLAGS: '-mod=readonly', GOTMPDIR: work };
  const { code, output: said } = await ended(await start('nice', args, { cwd: folder, env }));
  if (code !== 0) throw new Error(`go build ${pkg} failed:\n${said}`);
}

/** A module whose files are read, not built. */
export interface Source {
  readonly module: string;
  readonly version: string;
  /** Hash of its content, as `go.sum` has it. */
  readonly sum: string;
}

/**
 * Folder of a module in the module cache, fetched if it is not there.
 *
 * @throws {Error} when its content is not what we know
 */
export async function moduleFolder({ module, version, sum }: Source): Promise<string> {
  const { stdout } = await run('go', ['mod', 'download', '-json', `${module}@${version}`], { cwd: '/' });
  const answer = JSON.parse(stdout) as { Dir: string; Sum: string };
  if (answer.Sum !== sum) throw new Error(`${module}@${version} has the hash ${answer.Sum}, expected ${sum}`);
  return answer.Dir;
}

/** Folder of a module in the version that the module in `folder` is built with. */
export async function requiredModuleFolder(folder: string, module: string): Promise<string> {
  await run('go', ['mod', 'download', module], { cwd: folder });
  const { stdout } = await run('go', ['list', '-m', '-f', '{{.Dir}}', module], { cwd: folder });
  return stdout.trim();
}
