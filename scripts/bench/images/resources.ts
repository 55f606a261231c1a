import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import type { Contender } from '../measure';

/** What one run of a program took. */
export interface Resources {
  /** Seconds on the clock. */
  readonly wall: number;
  /** Seconds of processors. */
  readonly cpu: number;
  /** Most memory that it had at a time, in bytes. */
  readonly memory: number;
}

/** GNU time, which alone tells how much memory a child had. */
const TIME = '/usr/bin/time';
export const canMeasure = (): boolean => existsSync(TIME);

/**
 * Runs a program once.
 *
 * @param file for what GNU time finds out
 * @throws {Error} when it ends with another status than those that are meant
 */
export function resources({ name, command, argv, cwd, env }: Contender, file: string, statuses = [0]): Resources {
  const { NODE_EXTRA_CA_CERTS: _, ...own } = process.env;
  const options = { cwd, env: { ...own, ...env }, stdio: ['ignore', 'ignore', 'pipe'] as ['ignore', 'ignore', 'pipe'] };
  const begun = process.hrtime.bigint();
  const result = spawnSync(TIME, ['-o', file, '-f', '%U %S %M', command, ...argv], { ...options, maxBuffer: 2 ** 28 });
  const wall = Number(process.hrtime.bigint() - begun) / 1e9;
  if (result.status === null || !statuses.includes(result.status)) {
    throw new Error(`${name} failed (${result.status}): ${String(result.stderr).slice(-2000) || result.error}`);
  }
  // Before the numbers it says so when the status was not 0.
  const [user = 0, system = 0, kib = 0] = (readFileSync(file, 'utf8').trim().split('\n').at(-1) ?? '')
    .split(' ')
    .map(Number);
  return { wall, cpu: user + system, memory: kib * 1024 };
}
