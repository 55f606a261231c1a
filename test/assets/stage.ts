import { type ChildProcess, spawn } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { which } from './tools';

const assets = join(__dirname, '../../assets');

// Paths that the containers of a session fix (platform-contract.md §2.1, §2.7). A stage moves them below its own root.
const fixed =
  /(?<![\w.}-])\/(?=skaha-system\b|desktopstartup\b|dockerstartup\b|headless\b|skaha\/(?:init|startup)\.sh|etc-passwd\b|etc-group\b|etc\/xdg\b|tmp\/astro-software\b)/g;

export interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly stdin?: string;
  /** Shell to run the script with; the script's own first line unless given. */
  readonly shell?: readonly string[];
}

/** A directory that stands in for the file system of a container, with the project's scripts in it. */
export class Stage {
  readonly root = mkdtempSync(join(tmpdir(), 'stage-'));
  readonly home = this.directory('home/alice');
  /** Comes first on PATH: fake programs go here. */
  readonly bin = this.directory('bin');

  private readonly running = new Set<ChildProcess>();

  constructor() {
    for (const name of readdirSync(join(assets, 'scripts')).filter((name) => /\.(?:sh|jq)$/.test(name)))
      this.file(`skaha-system/${name}`, this.moved(`scripts/${name}`), 0o755);
    cpSync(join(assets, 'desktop'), this.directory('desktopstartup'), { recursive: true });
  }

  private moved(name: string): string {
    return readFileSync(join(assets, name), 'utf8').replace(fixed, `${this.root}/`);
  }

  path(name: string): string {
    return join(this.root, name);
  }

  directory(name: string): string {
    const path = this.path(name);
    mkdirSync(path, { recursive: true });
    return path;
  }

  file(name: string, text: string, mode = 0o644): string {
    const path = this.path(name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
    chmodSync(path, mode);
    return path;
  }

  read(name: string): string {
    return readFileSync(this.path(name), 'utf8');
  }

  /** A program of ours in front of the real one. `"$@"` are its arguments; `$LOG` is a file, see {@link calls}. */
  fake(name: string, body: string): void {
    this.file(`bin/${name}`, `#!/bin/sh\nLOG=${this.path(`${name}.log`)}\n${body}\n`, 0o755);
  }

  /** What a fake program wrote to its `$LOG`, line by line. */
  calls(name: string): string[] {
    return this.read(`${name}.log`).trimEnd().split('\n');
  }

  /** PATH with these programs and the fakes, and no other. */
  only(...programs: string[]): string {
    const directory = this.directory('only');
    for (const program of ['sh', ...programs]) {
      const path = which(program);
      if (path === undefined) throw new Error(`${program} is not installed`);
      symlinkSync(path, join(directory, program));
    }
    return `${this.bin}:${directory}`;
  }

  run(script: string, args: readonly string[] = [], { env = {}, stdin = '', shell = [] }: RunOptions = {}) {
    const [command = '', ...rest] = [...shell, this.path(script), ...args];
    const child = spawn(command, rest, {
      cwd: this.root,
      // A process group of its own, so that nothing outlives the test that started it.
      detached: true,
      env: { PATH: `${this.bin}:${process.env.PATH}`, HOME: this.home, ...env },
    });
    this.running.add(child);
    const said = { stdout: '', stderr: '' };
    child.stdout.on('data', (text) => {
      said.stdout += text;
    });
    child.stderr.on('data', (text) => {
      said.stderr += text;
    });
    child.stdin.on('error', () => {}).end(stdin);
    const outcome = new Promise<Outcome>((resolve, reject) => {
      child.on('error', reject).on('close', (code) => {
        this.running.delete(child);
        resolve({ code, ...said });
      });
    });
    return Object.assign(outcome, { child });
  }

  remove(): void {
    for (const { pid } of this.running) if (pid !== undefined) endGroup(pid);
    rmSync(this.root, { recursive: true, force: true });
  }
}

function endGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
}

/** A fresh stage for each test of the enclosing `describe`. */
export function stageEach(prepare: (stage: Stage) => void = () => {}): () => Stage {
  let stage: Stage;
  beforeEach(() => {
    stage = new Stage();
    prepare(stage);
  });
  afterEach(() => stage.remove());
  return () => stage;
}
