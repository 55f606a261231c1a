import { damaged } from './rpm-header';

const MAGIC = 0x061561;
const HEAD = 26;
/** Kinds of pages, and of values. */
const [HASH_UNSORTED, OVERFLOW, HASH, OFF_PAGE] = [2, 7, 13, 3];

/** Reads numbers in the order of the machine that wrote the file. */
interface Numbers {
  short(page: Buffer, at: number): number;
  long(page: Buffer, at: number): number;
}

const BIG: Numbers = { short: (page, at) => page.readUInt16BE(at), long: (page, at) => page.readUInt32BE(at) };
const LITTLE: Numbers = { short: (page, at) => page.readUInt16LE(at), long: (page, at) => page.readUInt32LE(at) };

/**
 * The values of a hash of Berkeley DB that have pages of their own, as all headers of rpm do; undefined for a file that
 * is no such hash.
 *
 * @throws {Unreadable} when it is damaged
 */
export function berkeleyValues(file: Buffer): Iterable<Buffer> | undefined {
  if (file.length < 512) return undefined;
  const numbers = [LITTLE, BIG].find(({ long }) => long(file, 12) === MAGIC);
  return numbers && values(file, numbers);
}

function* values(file: Buffer, { short, long }: Numbers): Generator<Buffer> {
  const size = long(file, 20);
  if (size < 512 || size > 65_536 || (size & (size - 1)) !== 0) throw damaged('its pages have no size');
  if (file.readUInt8(24) !== 0) throw damaged('it is encrypted');
  const last = long(file, 32);
  if ((last + 1) * size > file.length) throw damaged('it is cut off');
  const pageOf = (number: number) => file.subarray(number * size, (number + 1) * size);
  const seen = new Set<number>();
  for (let number = 1; number <= last; number++) {
    const page = pageOf(number);
    if (![HASH_UNSORTED, HASH].includes(page.readUInt8(25))) continue;
    const count = short(page, 20);
    if (HEAD + 2 * count > size) throw damaged('a page in it is overfull');
    // Keys and values take turns.
    for (let index = 1; index < count; index += 2) {
      const place = short(page, HEAD + 2 * index);
      if (place + 12 > size || page.readUInt8(place) !== OFF_PAGE) continue;
      yield chain(long(page, place + 4), long(page, place + 8));
    }
  }

  function chain(first: number, length: number): Buffer {
    const parts: Buffer[] = [];
    let missing = length;
    for (let number = first; missing > 0; ) {
      if (number < 1 || number > last || seen.has(number)) throw damaged('a value in it is cut off');
      seen.add(number);
      const page = pageOf(number);
      if (page.readUInt8(25) !== OVERFLOW) throw damaged('a page in it is of another kind');
      const part = page.subarray(HEAD, HEAD + Math.min(missing, size - HEAD));
      parts.push(part);
      missing -= part.length;
      number = long(page, 16);
    }
    return Buffer.concat(parts);
  }
}
