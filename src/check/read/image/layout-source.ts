import { createReadStream, existsSync, statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Descriptor, type Index, readDocument, refused } from './document';
import { bytes, type Limits } from './limits';
import type { ImageSource } from './source';
import { readWhole } from './verified';

const NAME = 'org.opencontainers.image.ref.name';

/** An image in a folder of the OCI image layout. */
export class LayoutSource implements ImageSource {
  /** @param tag may be left out where the folder holds one image */
  constructor(
    readonly name: string,
    private readonly folder: string,
    private readonly tag: string | undefined,
    private readonly limits: Limits,
  ) {}

  async root(): Promise<Buffer> {
    const file = join(this.folder, 'index.json');
    const index = readDocument(await this.#small(file), this.name, this.limits);
    if (!Array.isArray(index)) throw refused(this.name, 'its index.json is no index');
    return this.manifest(this.#chosen(index));
  }

  #chosen(index: Index): Descriptor {
    const tags = index.map(({ annotations }) => annotations[NAME]).filter((tag) => tag !== undefined);
    const fits =
      this.tag === undefined ? index : index.filter(({ annotations }) => sameTag(annotations[NAME], this.tag ?? ''));
    const [chosen] = fits;
    const offer = tags.length > 0 ? `It holds ${tags.slice(0, 20).join(', ')}` : undefined;
    if (chosen === undefined) {
      throw refused(this.name, this.tag === undefined ? 'it holds no image' : `it has no tag ${this.tag}`, offer);
    }
    if (fits.length > 1)
      throw refused(this.name, `${fits.length} images in it fit`, `Name one as oci:DIR:TAG. ${offer ?? ''}`);
    return chosen;
  }

  manifest(descriptor: Descriptor): Promise<Buffer> {
    return readWhole(this.blob(descriptor), descriptor, this.name, this.limits.manifest);
  }

  async *blob({ digest }: Descriptor): AsyncGenerator<Buffer> {
    const file = join(this.folder, 'blobs', ...digest.split(':'));
    if (!isFile(file)) throw refused(this.name, `it lacks the part ${digest}`, 'Copy the image again');
    yield* createReadStream(file, { highWaterMark: 256 * 1024 }) as AsyncIterable<Buffer>;
  }

  async #small(file: string): Promise<Buffer> {
    if (!existsSync(this.folder)) throw refused(this.name, 'there is no such folder', 'Check the path');
    if (!isFile(file))
      throw refused(this.name, 'the folder is no OCI layout: it has no index.json', 'Name it as oci:DIR:TAG');
    if (statSync(file).size > this.limits.manifest) {
      throw refused(this.name, `its index.json is longer than ${bytes(this.limits.manifest)}`);
    }
    return readFile(file);
  }
}

/** Some tools write the whole reference as the name, some the tag. */
const sameTag = (name: string | undefined, tag: string): boolean =>
  name !== undefined && (name === tag || name.endsWith(`:${tag}`));

function isFile(file: string): boolean {
  try {
    return statSync(file).isFile();
  } catch {
    return false;
  }
}
