import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { binary } from './launch/binaries';
import type { ControlPlane } from './launch/control-plane';

/** What a command said, and how it ended. */
export interface Ended {
  readonly code: number | null;
  readonly output: string;
}

/** A folder for commands of people: kubectl is on PATH, and the cluster is its current one. */
export class Desk {
  private constructor(
    readonly folder: string,
    private readonly env: NodeJS.ProcessEnv,
  ) {}

  /** @param variables what its owner has set beside the usual */
  static async at(plane: ControlPlane, variables: NodeJS.ProcessEnv = {}): Promise<Desk> {
    const folder = mkdtempSync(join(tmpdir(), 'astroplatform-desk-'));
    symlinkSync(await binary('kubectl'), join(folder, 'kubectl'));
    const PATH = [folder, process.env.PATH].join(delimiter);
    return new Desk(folder, { ...process.env, ...variables, PATH, HOME: folder, KUBECONFIG: plane.kubeconfigFile() });
  }

  /** Writes files into a folder of the desk. */
  put(folder: string, files: ReadonlyMap<string, string>): void {
    for (const [path, text] of files) {
      mkdirSync(dirname(join(this.folder, folder, path)), { recursive: true });
      writeFileSync(join(this.folder, folder, path), text);
    }
  }

  /** Runs a command to its end, whatever that is. */
  attempt(command: string, ...args: readonly string[]): Promise<Ended> {
    const child = spawn(command, args, { cwd: this.folder, env: this.env, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (text) => {
        output += text;
      });
    }
    return new Promise((resolve, reject) => {
      child.on('error', reject);
      child.on('close', (code) => resolve({ code, output }));
    });
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
