import { createHash } from 'node:crypto';
import { type Descriptor, refused } from './document';
import { bytes } from './limits';

/**
 * Passes bytes on and makes sure that they are those that the descriptor names: the digest and the exact number. What
 * came out before the end is not to be believed until the end has come.
 *
 * @throws {UsageError} when they are others
 */
export async function* verified(
  source: AsyncIterable<Buffer>,
  { digest, size }: Pick<Descriptor, 'digest' | 'size'>,
  image: string,
): AsyncGenerator<Buffer> {
  const [algorithm = '', expected] = digest.split(':');
  const hash = createHash(algorithm);
  let count = 0;
  for await (const chunk of source) {
    count += chunk.length;
    if (count > size) throw damaged(image, digest, `it is longer than ${size} bytes`);
    hash.update(chunk);
    yield chunk;
  }
  if (count < size) throw damaged(image, digest, `it ends after ${count} of ${size} bytes`);
  const actual = hash.digest('hex');
  if (actual !== expected) throw damaged(image, digest, `its bytes have the digest ${algorithm}:${actual}`);
}

/** Reads a small part whole. */
export async function readWhole(
  source: AsyncIterable<Buffer>,
  descriptor: Pick<Descriptor, 'digest' | 'size'>,
  image: string,
  limit: number,
): Promise<Buffer> {
  if (descriptor.size > limit) {
    throw refused(image, `${descriptor.digest} is longer than ${bytes(limit)}, the limit for a document`);
  }
  const chunks: Buffer[] = [];
  for await (const chunk of verified(source, descriptor, image)) chunks.push(chunk);
  return Buffer.concat(chunks);
}

const damaged = (image: string, digest: string, fact: string) =>
  refused(image, `the part ${digest} is damaged: ${fact}`, 'Try again; if it stays so, push the image again');
