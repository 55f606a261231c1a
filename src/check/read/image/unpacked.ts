import { pipeline, Readable, type Transform } from 'node:stream';
import * as zlib from 'node:zlib';
import { bytes, type Limits } from './limits';
import { Unreadable } from './unreadable';

// The default of 16 KiB halves the speed.
const CHUNK = 256 * 1024;

/**
 * Unpacks a layer as its bytes arrive. What it is packed with is seen from its first bytes; media types are wrong too
 * often.
 *
 * @throws {Unreadable} when it unpacks to more than a limit, or cannot be unpacked
 */
export async function* unpacked(packed: AsyncIterable<Buffer>, limits: Limits): AsyncGenerator<Buffer> {
  const source = packed[Symbol.asyncIterator]();
  const head: Buffer[] = [];
  for (let length = 0; length < 4; ) {
    const { done, value } = await source.next();
    if (done) break;
    head.push(value);
    length += value.length;
  }
  let taken = 0;
  let whole = false;
  const counted = (async function* () {
    try {
      for (const chunk of head) {
        taken += chunk.length;
        yield chunk;
      }
      for (let next = await source.next(); !next.done; next = await source.next()) {
        taken += next.value.length;
        yield next.value;
      }
      whole = true;
    } finally {
      await source.return?.();
    }
  })();
  const unpacker = unpackerFor(Buffer.concat(head));
  let failure: unknown;
  // The source's own error is the cause; the unpacker would only say that it was cut off.
  const stream = unpacker
    ? pipeline(Readable.from(watched(counted, (e) => (failure = e))), unpacker, () => {})
    : counted;
  let given = 0;
  try {
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      given += chunk.length;
      refuseBomb(given, taken, limits);
      yield chunk;
    }
  } catch (error) {
    if (failure !== undefined) throw failure;
    if (isZlib(error)) throw new Unreadable(`it cannot be unpacked: ${error.message}`);
    throw error;
  } finally {
    unpacker?.destroy();
  }
  if (failure !== undefined) throw failure;
  // The digest is proved by the last byte only.
  if (!whole) throw new Unreadable('bytes follow the end of its packed data');
}

async function* watched(source: AsyncIterable<Buffer>, failed: (error: unknown) => void): AsyncGenerator<Buffer> {
  try {
    yield* source;
  } catch (error) {
    failed(error);
    throw error;
  }
}

function unpackerFor(first: Buffer): Transform | undefined {
  if (first.length < 4) return undefined;
  const magic = first.readUInt32BE(0);
  if (magic >>> 16 === 0x1f8b) return zlib.createGunzip({ chunkSize: CHUNK });
  if (magic !== 0x28b52ffd && (magic & 0xf0ffffff) !== 0x502a4d18) return undefined;
  const { createZstdDecompress } = zlib as { createZstdDecompress?: (options: { chunkSize: number }) => Transform };
  if (!createZstdDecompress) throw new Unreadable('it is packed with zstd, which Node.js reads from version 22.15 on');
  return createZstdDecompress({ chunkSize: CHUNK });
}

/** Few bytes that become very many are an attack on whoever unpacks them. */
function refuseBomb(given: number, taken: number, limits: Limits): void {
  if (given > limits.unpacked) throw new Unreadable(`it unpacks to more than ${bytes(limits.unpacked)}`);
  const ratio = given > limits.steadyFrom ? limits.steadyRatio : limits.ratio;
  if (given > ratio * taken) throw new Unreadable(`it unpacks to more than ${ratio} times its size`);
}

const isZlib = (error: unknown): error is NodeJS.ErrnoException =>
  /^(?:Z_|ERR_ZSTD|ZSTD_)/.test(String((error as NodeJS.ErrnoException | undefined)?.code));
