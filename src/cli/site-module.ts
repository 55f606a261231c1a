import { resolve } from 'node:path';
import { UsageError } from '../errors';
import { UserModules } from './user-modules';

/**
 * Runs a TypeScript or JavaScript file and returns its default export.
 *
 * Types are stripped, not checked. Files that it imports by a relative path are read the same way; packages come from
 * where the file stands; `astroplatform` is this program itself.
 *
 * @param file path as the user wrote it
 * @param wanted what such a file exports, for messages
 * @throws {UsageError} when a file cannot be read or parsed, when it throws, or when it has no default export
 */
export function runModule(file: string, cwd: string, wanted = 'defineSite({ ... })'): unknown {
  const exports = new UserModules(file, cwd).run(resolve(cwd, file));
  const value = isEsModule(exports) ? exports.default : exports;
  if (isPromise(value)) {
    value.then(undefined, () => {}); // What becomes of it no longer matters.
    throw new UsageError(`${file}: exports a promise`, [
      { file, fact: 'a site is a value that is there at once', act: 'Export the object itself, without async' },
    ]);
  }
  if (value !== undefined && (isEsModule(exports) || !isEmpty(value))) return value;
  const names = Object.keys(exports as object).filter((name) => name !== 'default');
  throw new UsageError(`${file}: no default export`, [
    {
      file,
      fact: names.length > 0 ? `it exports ${names.join(', ')}` : 'it exports nothing',
      act: `Write: export default ${wanted}`,
    },
  ]);
}

const isEsModule = (exports: unknown): exports is Record<string, unknown> =>
  (exports as { __esModule?: boolean } | null)?.__esModule === true;

const isPromise = (value: unknown): value is PromiseLike<unknown> =>
  typeof (value as { then?: unknown } | null | undefined)?.then === 'function';

/** What a CommonJS file exports that exports nothing. */
const isEmpty = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && Object.keys(value).length === 0;
