import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { ended } from '../pulumi/start-program';
import { binary } from './launch/binaries';
import type { ControlPlane } from './launch/control-plane';
import type { Home } from './launch/keeper';

/** What a command said, and how it ended. */
export interface Ended {
  readonly code: number | null;
  readonly output: string;
}

/** A folder for commands of people: kubectl is on PATH, and the cluster is its current one. */
export class Desk {
  private constructor(
    private readonly home: Home,
    readonly folder: string,
    private readonly env: NodeJS.ProcessEnv,
  ) {}

  /** @param variables what its owner has set beside the usual */
  static async at(plane: ControlPlane, variables: NodeJS.ProcessEnv = {}): Promise<Desk> {
    const folder = plane.home.folder('desk');
    symlinkSync(await binary('kubectl'), join(folder, 'kubectl'));
    const PATH = [folder, process.env.PATH].join(delimiter);
    const own = { PATH, HOME: folder, KUBECONFIG: plane.kubeconfigFile() };
    return new Desk(plane.home, folder, { ...process.env, ...variables, ...own });
  }

  /** Writes files into a folder of the desk. */
  put(folder: string, files: ReadonlyMap<string, string>): void {
    for (const [path, text] of files) {
      mkdirSync(dirname(join(this.folder, folder, path)), { recursive: true });
      writeFileSync(join(this.folder, folder, path), text);
    }
  }

  /** Runs a command to its end, whatever that is. */
  async attempt(command: string, ...args: readonly string[]): Promise<Ended> {
    return ended(await this.home.command(command, args, { cwd: this.folder, env: this.env }));
  }

  /** Runs a command that must end well, and returns what it said. */
  async run(command: string, ...args: readonly string[]): Promise<string> {
    const { code, output } = await this.attempt(command, ...args);
    if (code !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${code}:\n${output}`);
    return output;
  }

  clear(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
