import type { Transform } from 'node:stream';
import * as zlib from 'node:zlib';
import type { Limits } from './limits';
import { CHUNK, through } from './through';
import { type ZstdPiece, zstdBlocks } from './zstd-blocks';
import { ZstdDecoder } from './zstd-decoder';

type Native = { readonly createZstdDecompress?: (options: { readonly chunkSize: number }) => Transform };

/**
 * Unpacks zstd as its bytes arrive: with the unpacker of Node.js from 22.15 on, before with one written in JavaScript,
 * which takes a few times as long. A chunk is valid until the next one is asked for.
 *
 * @throws {Unreadable} when it is no zstd, or beyond a limit
 */
export async function* unzstd(
  packed: AsyncIterable<Buffer>,
  limits: Pick<Limits, 'window'>,
  { createZstdDecompress }: Native = zlib as Native,
): AsyncGenerator<Buffer> {
  const pieces = zstdBlocks(packed, limits);
  if (createZstdDecompress) yield* through(createZstdDecompress({ chunkSize: CHUNK }), bytesOf(pieces));
  else yield* inJavaScript(pieces);
}

async function* bytesOf(pieces: AsyncIterable<ZstdPiece>): AsyncGenerator<Buffer> {
  for await (const { bytes } of pieces) yield bytes;
}

async function* inJavaScript(pieces: AsyncIterable<ZstdPiece>): AsyncGenerator<Buffer> {
  const decoder = new ZstdDecoder();
  for await (const { window, block } of pieces) {
    if (window !== undefined) decoder.begin(window);
    if (!block) continue;
    const { kind, size, content } = block;
    const { buffer, byteOffset, length } =
      kind === 'repeated' ? decoder.repeated(content.readUInt8(), size) : decoder[kind](content);
    if (length > 0) yield Buffer.from(buffer, byteOffset, length);
  }
}
