import { pipeline, Readable, type Transform } from 'node:stream';

/** Bytes that an unpacker of Node.js gives at a time. Its default of 16 KiB halves the speed. */
export const CHUNK = 256 * 1024;

/**
 * What an unpacker of Node.js makes of bytes as they arrive.
 *
 * @throws {Error} of the source, where that is the cause: the unpacker would only say that it was cut off
 */
export async function* through(unpacker: Transform, source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let failure: unknown;
  const watched = async function* () {
    try {
      yield* source;
    } catch (error) {
      failure = error;
      throw error;
    }
  };
  try {
    yield* pipeline(Readable.from(watched()), unpacker, () => {}) as AsyncIterable<Buffer>;
  } catch (error) {
    throw failure ?? error;
  } finally {
    unpacker.destroy();
  }
  if (failure !== undefined) throw failure;
}
