import { createGunzip } from 'node:zlib';
import { bytes, type Limits } from './limits';
import { CHUNK, through } from './through';
import { Unreadable } from './unreadable';
import { unzstd } from './unzstd';
import { isZstd } from './zstd-blocks';

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
  let given = 0;
  try {
    for await (const chunk of unpackedAs(Buffer.concat(head), counted, limits)) {
      given += chunk.length;
      refuseBomb(given, taken, limits);
      yield chunk;
    }
  } catch (error) {
    if (isZlib(error)) throw new Unreadable(`it cannot be unpacked: ${error.message}`);
    throw error;
  }
  // The digest is proved by the last byte only.
  if (!whole) throw new Unreadable('bytes follow the end of its packed data');
}

function unpackedAs(head: Buffer, packed: AsyncGenerator<Buffer>, limits: Limits): AsyncIterable<Buffer> {
  if (head.length < 4) return packed;
  if (head.readUInt16BE() === 0x1f8b) return through(createGunzip({ chunkSize: CHUNK }), packed);
  return isZstd(head.readUInt32LE()) ? unzstd(packed, limits) : packed;
}

/** Few bytes that become very many are an attack on whoever unpacks them. */
function refuseBomb(given: number, taken: number, limits: Limits): void {
  if (given > limits.unpacked) throw new Unreadable(`it unpacks to more than ${bytes(limits.unpacked)}`);
  if (given > limits.ratioFrom && given > limits.ratio * taken) {
    throw new Unreadable(`it unpacks to more than ${limits.ratio} times its size`);
  }
}

const isZlib = (error: unknown): error is NodeJS.ErrnoException =>
  /^(?:Z_|ERR_ZSTD|ZSTD_)/.test(String((error as NodeJS.ErrnoException | undefined)?.code));
