import { spawnSync } from 'node:child_process';

/** One program as a whole process: what a person waits for. */
export interface Contender {
  readonly name: string;
  readonly command: string;
  readonly argv: readonly string[];
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Times that the process is started for one measurement. @default 1 */
  readonly times?: number;
}

/** How long a contender took, in milliseconds. */
export interface Measured {
  readonly name: string;
  readonly median: number;
  readonly fastest: number;
}

/**
 * Measures contenders in turns, so that a busy moment of the machine hits all of them alike.
 *
 * @throws {Error} when one of them fails: a program that does nothing is fast
 */
export function measure(contenders: readonly Contender[], rounds: number): Measured[] {
  const samples = contenders.map((): number[] => []);
  // The first round fills caches, ours and the system's, and does not count.
  for (let round = 0; round <= rounds; round++) {
    for (const [index, contender] of contenders.entries()) {
      const elapsed = once(contender);
      if (round > 0) samples[index]?.push(elapsed);
    }
  }
  return contenders.map(({ name }, index) => {
    const sorted = (samples[index] ?? []).toSorted((a, b) => a - b);
    return { name, median: sorted[sorted.length >> 1] ?? Number.NaN, fastest: sorted[0] ?? Number.NaN };
  });
}

/** Standard output of a contender that is run once. */
export function output(contender: Contender): string {
  return start(contender).stdout;
}

function once(contender: Contender): number {
  const before = process.hrtime.bigint();
  for (let time = 0; time < (contender.times ?? 1); time++) start(contender);
  return Number(process.hrtime.bigint() - before) / 1e6;
}

function start({ name, command, argv, cwd, env }: Contender) {
  // Node.js 20 reads extra certificates at every start, which only some machines have.
  const { NODE_EXTRA_CA_CERTS: _, ...own } = process.env;
  const options = { cwd, env: { ...own, ...env }, encoding: 'utf8' as const, maxBuffer: 2 ** 30 };
  const result = spawnSync(command, argv, options);
  if (result.status !== 0) throw new Error(`${name} failed (${result.status}): ${result.stderr || result.error}`);
  return result;
}
