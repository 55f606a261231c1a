import { bytes, type Limits } from './limits';
import { Unreadable } from './unreadable';
import { broken } from './zstd-bits';
import { BLOCK } from './zstd-decoder';

const FRAME = 0xfd2fb528;

/** Whether packed data begins as zstd does, with a frame of data or one that is to be skipped. */
export const isZstd = (magic: number): boolean => magic === FRAME || isSkipped(magic);

const isSkipped = (magic: number): boolean => (magic & 0xfffffff0) >>> 0 === 0x184d2a50;

/** A piece of a packed layer: the head of a frame, a block, a checksum. */
export interface ZstdPiece {
  readonly bytes: Buffer;
  /** Of the head of a frame: how far back its blocks refer, in bytes. */
  readonly window?: number;
  readonly block?: {
    readonly kind: 'raw' | 'repeated' | 'compressed';
    /** Bytes that it becomes; of a compressed one, bytes that it has. */
    readonly size: number;
    readonly content: Buffer;
  };
}

const KINDS = ['raw', 'repeated', 'compressed'] as const;

/**
 * Cuts packed data into pieces that become at most 128 KiB each, so that an unpacker is stopped in time, and makes sure
 * that none of its frames takes more memory than a limit. What a frame says is skipped is left out (RFC 8878).
 *
 * @throws {Unreadable} when it is not zstd, or beyond the limit
 */
export async function* zstdBlocks(
  packed: AsyncIterable<Buffer>,
  limits: Pick<Limits, 'window'>,
): AsyncGenerator<ZstdPiece> {
  const input = new Input(packed);
  try {
    while (!(await input.ended())) {
      const magic = await input.take(4);
      if (isSkipped(magic.readUInt32LE())) await input.skip((await input.take(4)).readUInt32LE());
      else if (magic.readUInt32LE() === FRAME) yield* frame(magic, input, limits);
      else throw broken('data of another kind follows');
    }
  } finally {
    await input.close();
  }
}

async function* frame(magic: Buffer, input: Input, limits: Pick<Limits, 'window'>): AsyncGenerator<ZstdPiece> {
  const descriptor = await input.take(1);
  const flags = descriptor.readUInt8();
  const single = (flags & 0x20) !== 0;
  const rest = await input.take((single ? 0 : 1) + (DICTIONARY[flags & 3] ?? 0) + sizeLength(flags >> 6, single));
  const dictionary = rest.subarray(single ? 0 : 1).subarray(0, DICTIONARY[flags & 3]);
  if (dictionary.some((byte) => byte !== 0))
    throw new Unreadable('it is packed with a dictionary that it does not hold');
  const window = single ? sizeIn(rest.subarray(dictionary.length)) : windowOf(rest.readUInt8());
  if (window > limits.window) {
    throw new Unreadable(`to unpack it takes a window of more than ${bytes(limits.window)}`);
  }
  yield { bytes: Buffer.concat([magic, descriptor, rest]), window };
  for (let last = false; !last; ) {
    const header = await input.take(3);
    const value = header.readUIntLE(0, 3);
    last = (value & 1) === 1;
    const [kind, size] = [KINDS[(value >> 1) & 3], value >> 3];
    if (kind === undefined || size > BLOCK) throw broken('a block in it is none');
    const content = await input.take(kind === 'repeated' ? 1 : size);
    yield { bytes: Buffer.concat([header, content]), block: { kind, size, content } };
  }
  if (flags & 4) yield { bytes: await input.take(4) };
}

const DICTIONARY = [0, 1, 2, 4] as const;

const sizeLength = (flag: number, single: boolean): number => (flag === 0 ? Number(single) : 1 << flag);

/** Length of the data of a frame; of two bytes, it counts from 256. */
function sizeIn(field: Buffer): number {
  if (field.length === 8) return Number(field.readBigUInt64LE());
  return field.readUIntLE(0, field.length) + (field.length === 2 ? 256 : 0);
}

function windowOf(byte: number): number {
  const base = 2 ** (10 + (byte >> 3));
  return base + (base / 8) * (byte & 7);
}

/** Bytes in the numbers that are asked for. */
class Input {
  readonly #source: AsyncIterator<Buffer>;
  #rest: Buffer = Buffer.alloc(0);

  constructor(source: AsyncIterable<Buffer>) {
    this.#source = source[Symbol.asyncIterator]();
  }

  async ended(): Promise<boolean> {
    while (this.#rest.length === 0) {
      const { done, value } = await this.#source.next();
      if (done) return true;
      this.#rest = value;
    }
    return false;
  }

  async take(count: number): Promise<Buffer> {
    const parts: Buffer[] = [];
    for (let missing = count; missing > 0; ) {
      if (await this.ended()) throw broken('unexpected end of file');
      const part = this.#rest.subarray(0, missing);
      this.#rest = this.#rest.subarray(part.length);
      missing -= part.length;
      parts.push(part);
    }
    return parts.length === 1 ? (parts[0] as Buffer) : Buffer.concat(parts);
  }

  async skip(count: number): Promise<void> {
    for (let missing = count; missing > 0; ) {
      if (await this.ended()) throw broken('unexpected end of file');
      const skipped = Math.min(missing, this.#rest.length);
      this.#rest = this.#rest.subarray(skipped);
      missing -= skipped;
    }
  }

  async close(): Promise<void> {
    await this.#source.return?.();
  }
}
