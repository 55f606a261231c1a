import { createHash } from 'node:crypto';
import { createGunzip } from 'node:zlib';
import { once, type Range } from './estargz';
import type { FileChunk, LayerNode } from './layer-tree';
import { through } from './through';
import { Unreadable } from './unreadable';

/**
 * Bytes of a file, from the pieces of the layer that its table of contents names. Each piece is compared with the digest
 * that stands there.
 *
 * @param limit of the bytes as they are stored
 * @throws {Unreadable} when a piece is another, or cannot be had
 */
export async function readChunks(node: LayerNode, range: Range, limit: number): Promise<Buffer> {
  const file = Buffer.alloc(node.size);
  let have = 0;
  for (const chunk of node.chunks ?? []) {
    // A file of one piece states no length for it.
    const size = chunk.size || node.size - chunk.from;
    if (chunk.from !== have || have + size > node.size) throw new Unreadable('the pieces of a file do not fit');
    have += (await readChunk(chunk, size, range, limit)).copy(file, have);
  }
  if (have !== node.size) throw new Unreadable('a piece of a file is missing');
  return file;
}

async function readChunk(chunk: FileChunk, size: number, range: Range, limit: number): Promise<Buffer> {
  if (chunk.end - chunk.offset > limit) throw new Unreadable('a piece of a file is longer than the limit');
  const packed = await range(chunk.offset, chunk.end);
  if (packed === undefined) throw new Unreadable('a piece of a file cannot be had by itself');
  const wanted = chunk.inner + size;
  const pieces: Buffer[] = [];
  let length = 0;
  for await (const piece of through(createGunzip(), once(packed))) {
    pieces.push(piece);
    length += piece.length;
    if (length >= wanted) break;
  }
  const bytes = Buffer.concat(pieces).subarray(chunk.inner, wanted);
  if (`sha256:${createHash('sha256').update(bytes).digest('hex')}` !== chunk.digest) {
    throw new Unreadable('a piece of a file is not what its digest names');
  }
  return bytes;
}
