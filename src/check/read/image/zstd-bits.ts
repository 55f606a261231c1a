import { Unreadable } from './unreadable';

/** The data is not what RFC 8878 says it must be. */
export const broken = (why: string): Unreadable => new Unreadable(`it cannot be unpacked: ${why}`);

/** Number of the highest bit that is set. */
export const highestBit = (value: number): number => 31 - Math.clz32(value);

/** Reads bits from the last one to the first, as zstd stores what it codes; bits before the first are zero. */
export class BackwardBits {
  /** Bits that are left; negative once more were read than there are. */
  left: number;

  /** @param data holds the bits from `start` on, up to `end` */
  constructor(
    private readonly data: Uint8Array,
    private readonly start: number,
    end: number,
  ) {
    const last = end > start ? (data[end - 1] as number) : 0;
    // The highest bit of the last byte says where the data ends.
    if (last === 0) throw broken('coded data in it has no end');
    this.left = (end - start - 1) * 8 + highestBit(last);
  }

  /** The next bits, which stay. @param count at most 25 */
  peek(count: number): number {
    return bitsAt(this.data, this.start, this.left - count, count);
  }

  /** The next bits. @param count at most 25 */
  read(count: number): number {
    this.left -= count;
    return bitsAt(this.data, this.start, this.left, count);
  }
}

/** Bits from a place on, which may lie before the first: those are zero. */
export function bitsAt(data: Uint8Array, start: number, from: number, count: number): number {
  if (from < 0) return from + count <= 0 ? 0 : bitsAt(data, start, 0, from + count) << -from;
  const at = start + (from >> 3);
  const word =
    (data[at] as number) |
    ((data[at + 1] as number) << 8) |
    ((data[at + 2] as number) << 16) |
    ((data[at + 3] as number) << 24);
  return (word >>> (from & 7)) & ((1 << count) - 1);
}
