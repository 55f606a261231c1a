import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Absolute path of a program, or undefined. */
export function which(program: string): string | undefined {
  return (process.env.PATH ?? '')
    .split(delimiter)
    .map((directory) => join(directory, program))
    .find((path) => existsSync(path));
}

/**
 * `describe` for tests that need programs which Node does not bring. Without them the tests are skipped and say why, but
 * in CI they fail: a test that never runs there proves nothing.
 */
export function describeWith(programs: readonly string[], name: string, tests: () => void): void {
  const missing = programs.filter((program) => which(program) === undefined);
  if (missing.length === 0) describe(name, tests);
  else if (process.env.CI === 'true')
    test(name, () => {
      throw new Error(`not installed: ${missing.join(', ')}. CI must have them (on Debian: apt-get install).`);
    });
  else describe.skip(`${name} (skipped: not installed: ${missing.join(', ')})`, tests);
}
