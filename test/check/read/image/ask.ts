import type { Container, Fact } from '../../../../src/check/facts';
import type { Descriptor } from '../../../../src/check/read/image/document';
import { Image, type ImageOptions } from '../../../../src/check/read/image/image';
import { LIMITS, type Limits } from '../../../../src/check/read/image/limits';
import type { ImageSource } from '../../../../src/check/read/image/source';
import type { TestImage } from './image-writer';

/** An image in memory that counts what is read of it. */
export class MemorySource implements ImageSource {
  readonly name = 'docker://images.example.org/test/image:1';
  /** Parts that were read, in order. */
  readonly read: string[] = [];

  constructor(private readonly image: TestImage) {}

  async root(): Promise<Buffer> {
    return this.image.manifest;
  }

  async manifest(descriptor: Descriptor): Promise<Buffer> {
    return this.image.blobs.get(descriptor.digest) as Buffer;
  }

  async *blob({ digest }: Descriptor): AsyncGenerator<Buffer> {
    this.read.push(digest);
    const blob = this.image.blobs.get(digest) ?? Buffer.alloc(0);
    for (let at = 0; at < blob.length; at += 10_000) yield blob.subarray(at, at + 10_000);
  }
}

/** Asks until nothing more is read, as the command line does. */
export async function ask<T>(
  source: ImageSource,
  question: (container: Container) => Fact<T>,
  options: Partial<Omit<ImageOptions, 'limits'>> & { limits?: Partial<Limits> } = {},
): Promise<Fact<T>> {
  const image = await Image.open(source, { ...options, limits: { ...LIMITS, ...options.limits } });
  let answer = question(image.container);
  while (await image.readOn()) answer = question(image.container);
  return answer;
}
