import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, openSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build, cachedPath, type Program } from './build';
import { Hopeless } from './wait';

const PREFIX = 'astroplatform-cluster-';
const KEEPER: Program = { name: 'keeper', folder: 'keeper', pkg: '.', files: ['main.go', 'child_linux.go'] };

/**
 * A directory for one control plane. It goes, with all that runs in it, when this process ends in whatever way: each
 * program has a keeper that holds a pipe from us and ends it when the pipe closes.
 */
export class Home {
  private readonly programs: Running[] = [];

  private constructor(
    /** The directory. */
    readonly path: string,
    private readonly keeper: ChildProcess,
  ) {}

  static async create(): Promise<Home> {
    const stale = readdirSync(tmpdir()).filter((name) => name.startsWith(PREFIX));
    if (stale.length > 0) await ended(await keeper('ignore', 'sweep', ...stale.map((name) => join(tmpdir(), name))));
    const path = mkdtempSync(join(tmpdir(), PREFIX));
    return new Home(path, await ready('home', path));
  }

  /** Starts a program whose output goes to a file of the directory. */
  async run(name: string, ...command: readonly string[]): Promise<Running> {
    const log = join(this.path, `${name}.log`);
    const child = await keeper(openSync(log, 'a'), 'run', this.path, '--', ...command);
    const running = new Running(name, log, child);
    this.programs.push(running);
    return running;
  }

  /** Ends everything that runs here, and removes the directory. */
  async remove(): Promise<void> {
    await Promise.all(this.programs.map((program) => program.kill()));
    await close(this.keeper);
  }
}

/** A program that runs in a {@link Home}. */
export class Running {
  constructor(
    private readonly name: string,
    private readonly log: string,
    private readonly child: ChildProcess,
  ) {}

  /** @throws {Hopeless} with the end of its log when it does not run any more */
  assertAlive(): void {
    if (!isRunning(this.child)) throw new Hopeless(`${this.name} has ended:\n${this.tail()}`);
  }

  /** The last lines that it wrote. */
  tail(lines = 25): string {
    const all = readFileSync(this.log, 'utf8').trimEnd().split('\n');
    return all
      .slice(-lines)
      .map((line) => line.slice(0, 300))
      .join('\n');
  }

  /** Ends it at once, as a power cut would. */
  kill(): Promise<void> {
    return close(this.child);
  }
}

/** Does the work while nobody else on this machine holds the lock; a lock never outlives its holder. */
export async function withLock<T>(file: string, work: () => Promise<T>): Promise<T> {
  const holder = await ready('lock', file);
  try {
    return await work();
  } finally {
    await close(holder);
  }
}

async function keeper(output: 'ignore' | 'pipe' | number, ...args: readonly string[]): Promise<ChildProcess> {
  const program = await cachedPath(KEEPER);
  if (!existsSync(program)) await build(KEEPER, program);
  // Detached, so that a signal to our group does not reach it: the pipe alone decides.
  return spawn(program, args, { detached: true, stdio: ['pipe', output, output] });
}

async function ready(...args: readonly string[]): Promise<ChildProcess> {
  const child = await keeper('pipe', ...args);
  const tooEarly = async () => {
    const [code] = await once(child, 'exit');
    throw new Error(`keeper ${args.join(' ')} ended with ${code}`);
  };
  if (child.stdout) await Promise.race([once(child.stdout, 'data'), tooEarly()]);
  return child;
}

async function close(child: ChildProcess): Promise<void> {
  child.stdin?.end();
  await ended(child);
}

const isRunning = (child: ChildProcess) => child.exitCode === null && child.signalCode === null;

async function ended(child: ChildProcess): Promise<void> {
  if (isRunning(child)) await once(child, 'exit');
}
