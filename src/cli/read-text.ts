import { closeSync, openSync, readdirSync, readSync, type Stats, statSync } from 'node:fs';
import { basename, dirname, extname, join, resolve } from 'node:path';
import { closest, distance } from 'fastest-levenshtein';
import { UsageError } from '../errors';
import type { Io } from './io';

/** Sites and rules are written by people; whatever is larger than this was given by mistake or with intent. */
const LARGEST = 1_048_576;
// Most files are short: memory for the largest would cost more than to read them.
const CHUNK = 65_536;

/** A file name as given by the user that stands for standard input. */
export const STDIN = '-';
/** How messages name standard input. */
export const STDIN_NAME = '<stdin>';

/**
 * Reads a text file, UTF-8, by default of at most 1 MiB.
 *
 * @param file path as the user wrote it, for messages
 * @throws {UsageError} when it is missing, a folder, a pipe or a device, too large, not UTF-8, or may not be read
 */
export function readText(file: string, cwd: string, most = LARGEST): string {
  try {
    const path = resolve(cwd, file);
    const special = specialKind(path, statSync(path));
    if (special !== undefined)
      throw new UsageError(`${file}: this is no file`, [
        { file, fact: `it is ${special}, and to read it may never end`, act: 'Name a file' },
      ]);
    const handle = openSync(path, 'r');
    try {
      return decode(readUpToLimit(handle, file, most), file);
    } finally {
      closeSync(handle);
    }
  } catch (error) {
    throw error instanceof UsageError ? error : unreadable(file, cwd, error);
  }
}

/** What a name stands for where nothing ends; what the caller has opened already, as shells do for `<(command)`, is read. */
function specialKind(path: string, found: Stats): string | undefined {
  if (/^\/(?:dev\/(?:fd\/|stdin$|null$)|proc\/)/.test(path)) return undefined;
  if (found.isFIFO()) return 'a named pipe';
  if (found.isSocket()) return 'a socket';
  return found.isCharacterDevice() || found.isBlockDevice() ? 'a device' : undefined;
}

// Not by the size that the file system states: a pipe or a device has none.
function readUpToLimit(handle: number, file: string, most: number): Uint8Array {
  const chunks: Uint8Array[] = [];
  let size = 0;
  while (size <= most) {
    const chunk = Buffer.allocUnsafe(Math.min(CHUNK, most + 1 - size));
    const read = readSync(handle, chunk, 0, chunk.length, null);
    if (read === 0) return Buffer.concat(chunks);
    chunks.push(chunk.subarray(0, read));
    size += read;
  }
  throw tooLarge(file, most);
}

/** Reads standard input, with the limits of {@link readText}. */
export async function readStdin(stdin: Io['stdin'], most = LARGEST): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of stdin) {
    const bytes = typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
    size += bytes.length;
    if (size > most) throw tooLarge(STDIN_NAME, most);
    chunks.push(bytes);
  }
  return decode(Buffer.concat(chunks), STDIN_NAME);
}

/** The error for a file that cannot be opened or read: what is the case, in words, and a near name if there is one. */
function unreadable(file: string, cwd: string, error: unknown): UsageError {
  const code = (error as NodeJS.ErrnoException).code ?? '';
  if (code === 'ENOENT' || code === 'ENOTDIR') {
    const near = nearName(file, cwd);
    return new UsageError(`${file}: there is no such file`, [
      { file, fact: 'nothing was read', act: near ? `Did you mean ${near}?` : 'Check the path' },
    ]);
  }
  if (code === 'EISDIR') {
    return new UsageError(`${file}: this is a folder`, [{ file, fact: 'a site is one file', act: 'Name the file' }]);
  }
  if (code === 'EACCES' || code === 'EPERM') {
    return new UsageError(`${file}: permission denied`, [
      { file, fact: 'you may not read it', act: 'Change its mode' },
    ]);
  }
  return new UsageError(`${file}: cannot be read`, [{ file, fact: (error as Error).message }]);
}

function nearName(file: string, cwd: string): string | undefined {
  try {
    const entries = readdirSync(resolve(cwd, dirname(file)), { withFileTypes: true });
    const names = entries.filter((entry) => !entry.isDirectory()).map(({ name }) => name);
    const name = basename(file);
    // Without its ending a name is not far from anything of the same length.
    const whole = names.find((one) => one !== name && basename(one, extname(one)) === name);
    const near = whole ?? (names.length > 0 ? closest(name, names) : undefined);
    if (near !== undefined && (whole !== undefined || distance(name, near) <= 3)) return join(dirname(file), near);
  } catch {
    // Without a folder there is no near name.
  }
  return undefined;
}

const tooLarge = (file: string, most: number) =>
  new UsageError(`${file}: larger than ${most / 2 ** 20} MiB`, [
    { file, fact: 'nobody writes that much', act: 'Check which file you named' },
  ]);

function decode(bytes: Uint8Array, file: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new UsageError(`${file}: not UTF-8 text`, [{ file, fact: 'the bytes are no text', act: 'Save it as UTF-8' }]);
  }
}
