import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, openSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { build, cachedPath, type Program } from './build';
import type { Where } from './go';
import { Hopeless } from './wait';

const PREFIX = 'astroplatform-cluster-';
const KEEPER: Program = { name: 'keeper', folder: 'keeper', pkg: '.', files: ['main.go', 'child_linux.go'] };

/**
 * A directory for one control plane, or for one build. It goes, with all that runs in it, when this process ends in whatever
 * way: each program has a keeper that holds a pipe from us and ends it when the pipe closes.
 */
export class Home {
  private readonly children: ChildProcess[] = [];

  private constructor(
    /** The directory. */
    readonly path: string,
    private readonly keeper: ChildProcess,
  ) {}

  static async create(parent = tmpdir()): Promise<Home> {
    const stale = readdirSync(parent).filter((name) => name.startsWith(PREFIX));
    if (stale.length > 0) await ended(await keeper('ignore', ['sweep', ...stale.map((name) => join(parent, name))]));
    const path = mkdtempSync(join(parent, PREFIX));
    return new Home(path, await ready('home', path));
  }

  /** Starts a program whose output goes to a file of the directory. */
  async run(name: string, ...command: readonly string[]): Promise<Running> {
    const log = join(this.path, `${name}.log`);
    const child = await keeper(openSync(log, 'a'), ['run', this.path, '--', ...command]);
    this.children.push(child);
    return new Running(name, log, child);
  }

  /** Makes a folder in the directory. */
  folder(name: string): string {
    return mkdtempSync(join(this.path, `${name}-`));
  }

  /** Starts a command whose output is read here. It is killed, with all that it has started, when its input is closed. */
  async command(program: string, args: readonly string[], where: Where): Promise<ChildProcess> {
    const child = await keeper('pipe', ['run', this.path, '--', program, ...args], where);
    this.children.push(child);
    return child;
  }

  /** Ends everything that runs here, and removes the directory. */
  async remove(): Promise<void> {
    await Promise.all(this.children.map(close));
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

async function keeper(output: 'ignore' | 'pipe' | number, args: readonly string[], where?: Where) {
  const program = await cachedPath(KEEPER);
  if (!existsSync(program)) await buildKeeper(program);
  // Detached, so that a signal to our group does not reach it: the pipe alone decides.
  return spawn(program, args, { ...where, detached: true, stdio: ['pipe', output, output] });
}

/** Seconds, and nothing keeps it yet. */
async function buildKeeper(path: string): Promise<void> {
  const work = mkdtempSync(join(dirname(path), '.keeper-'));
  try {
    await build(KEEPER, path, work, (program, args, where) => spawn(program, args, where));
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

async function ready(...args: readonly string[]): Promise<ChildProcess> {
  const child = await keeper('pipe', args);
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
