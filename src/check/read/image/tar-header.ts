import { isUtf8 } from 'node:buffer';
import { Unreadable } from './unreadable';

/** Length of every header, and what bodies are padded to. */
export const BLOCK = 512;

/** One entry of a tar archive. */
export interface TarEntry {
  readonly name: string;
  /** As in the archive: `0` file, `1` hard link, `2` link, `5` folder ... */
  readonly type: string;
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  /** Bytes of the file; a file with holes is longer than what is stored of it. */
  readonly size: number;
  /** Where a link leads to. */
  readonly target: string;
  /** Whether what is stored is not the file as it is: it has holes. */
  readonly sparse: boolean;
}

/** A header as it stands in the archive, before longer names that came ahead of it are put in. */
export interface TarHeader extends TarEntry {
  /** Whether further blocks of the header follow (old GNU archives of files with holes). */
  readonly extended: boolean;
}

/**
 * Text of a name. One that is not UTF-8 keeps its bytes, each as a lone surrogate: two names that differ must not
 * become one.
 */
export function nameOf(bytes: Buffer): string {
  if (isUtf8(bytes)) return bytes.toString('utf8');
  return Array.from(bytes, (byte) => String.fromCharCode(byte < 0x80 ? byte : 0xdc00 + byte)).join('');
}

/** Reads the header in the first 512 bytes, as Go's `archive/tar` does, which runtimes use. */
export function readHeader(block: Buffer): TarHeader {
  if (!checksumFits(block)) throw new Unreadable('it is not a valid tar archive: a header has a wrong checksum');
  const text = (from: number, length: number) => {
    const end = block.indexOf(0, from);
    return nameOf(block.subarray(from, end >= 0 && end < from + length ? end : from + length));
  };
  const magic = block.toString('latin1', 257, 265);
  const gnu = magic === 'ustar  \0';
  const prefix = magic.startsWith('ustar\0') ? text(345, 155) : '';
  const name = text(0, 100);
  const type = block.toString('latin1', 156, 157);
  const sparse = gnu && type === 'S';
  return {
    name: prefix === '' ? name : `${prefix}/${name}`,
    type: type === '\0' ? (name.endsWith('/') ? '5' : '0') : type,
    mode: numberAt(block, 100, 8) & 0o7777,
    uid: numberAt(block, 108, 8),
    gid: numberAt(block, 116, 8),
    size: numberAt(block, 124, 12),
    target: text(157, 100),
    sparse,
    extended: sparse && block[482] !== 0,
  };
}

/** Length that a file with holes really has (old GNU archives). */
export const realSize = (block: Buffer): number => numberAt(block, 483, 12);

function numberAt(block: Buffer, from: number, length: number): number {
  const first = block[from] ?? 0;
  if (first & 0x80) return base256(block.subarray(from, from + length));
  const digits = block
    .toString('latin1', from, from + length)
    .replace(/^[ \0]+/, '')
    .replace(/[ \0].*$/s, '');
  if (digits === '') return 0;
  const value = /^[0-7]+$/.test(digits) ? Number.parseInt(digits, 8) : Number.NaN;
  return safe(value);
}

/** Numbers too large for octal digits: the first bit is set, the rest is one big-endian number. */
function base256(field: Buffer): number {
  // A second set bit makes it negative; no length and no owner is.
  if ((field[0] ?? 0) & 0x40) throw new Unreadable('it is not a valid tar archive: a header holds a negative number');
  return safe(field.subarray(1).reduce((value, byte) => value * 256 + byte, (field[0] ?? 0) & 0x3f));
}

function safe(value: number): number {
  if (Number.isSafeInteger(value)) return value;
  throw new Unreadable('it is not a valid tar archive: a header holds something that is not a number');
}

/** The sum counts its own field as blanks. Old archives add signed bytes. */
function checksumFits(block: Buffer): boolean {
  const stated = Number.parseInt(
    block
      .toString('latin1', 148, 156)
      .replace(/[ \0]+/g, ' ')
      .trim(),
    8,
  );
  let sum = 8 * 0x20;
  for (let index = 0; index < 148; index++) sum += block[index] as number;
  for (let index = 156; index < BLOCK; index++) sum += block[index] as number;
  if (stated === sum) return true;
  const high = block.reduce((count, byte, index) => count + (byte > 127 && (index < 148 || index > 155) ? 1 : 0), 0);
  return stated === sum - 256 * high;
}
