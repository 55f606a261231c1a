import { chmodSync, existsSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { UsageError } from '../errors';

/**
 * Writes a file at once, in place of the old one where there is one, with its mode.
 *
 * @throws {UsageError} when it cannot be written; the old one is whole then
 */
export function replaceFile(file: string, text: string, cwd: string): void {
  const path = resolve(cwd, file);
  const next = `${path}.${process.pid}.new`;
  try {
    writeFileSync(next, text, { flag: 'wx' });
    if (existsSync(path)) chmodSync(next, statSync(path).mode & 0o7777);
    renameSync(next, path);
  } catch (error) {
    rmSync(next, { force: true });
    throw new UsageError(`${file}: cannot be written`, [{ file, fact: (error as Error).message }]);
  }
}
