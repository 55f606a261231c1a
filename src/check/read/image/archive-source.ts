import { createReadStream } from 'node:fs';
import { type FileHandle, open, stat } from 'node:fs/promises';
import { type Descriptor, fields, parseJson, refused } from './document';
import { bytes, type Limits } from './limits';
import { sha256 } from './registry-source';
import type { ImageSource } from './source';
import { TarReader } from './tar-reader';

interface Piece {
  readonly start: number;
  readonly size: number;
  readonly link?: string;
}

/** An image in the archive that `docker save` and `podman save` write. */
export class ArchiveSource implements ImageSource {
  readonly #blobs = new Map<string, Piece>();

  /** @param tag as `docker images` shows it, `name:tag`; may be left out where the archive holds one image */
  constructor(
    readonly name: string,
    private readonly file: string,
    private readonly tag: string | undefined,
    private readonly limits: Limits,
  ) {}

  /** The archive has no manifest of its own; this one says the same in the form that registries use. */
  async root(): Promise<Buffer> {
    const pieces = await this.#pieces();
    const list = parseJson(
      await this.#json(pieces, 'manifest.json', this.limits.manifest),
      this.name,
      'its manifest.json',
      this.limits,
    );
    const { Config, Layers } = this.#chosen(Array.isArray(list) ? list.map(fields) : []);
    const config = await this.#json(pieces, String(Config), this.limits.config);
    const diffs = fields(fields(parseJson(config, this.name, 'its configuration', this.limits)).rootfs).diff_ids;
    if (!Array.isArray(Layers) || !Array.isArray(diffs) || Layers.length !== diffs.length) {
      throw refused(this.name, 'its manifest.json and its configuration list different layers');
    }
    const layers = Layers.map((path: unknown, index) => {
      const piece = this.#piece(pieces, String(path));
      const named = /^blobs\/sha256\/([a-f0-9]{64})$/.exec(String(path))?.[1];
      const digest = named === undefined ? String(diffs[index]) : `sha256:${named}`;
      this.#blobs.set(digest, piece);
      return { mediaType: 'application/vnd.oci.image.layer.v1.tar', digest, size: piece.size };
    });
    const digest = sha256(config);
    this.#blobs.set(digest, this.#piece(pieces, String(Config)));
    const mediaType = 'application/vnd.oci.image.config.v1+json';
    return Buffer.from(
      JSON.stringify({ schemaVersion: 2, config: { mediaType, digest, size: config.length }, layers }),
    );
  }

  manifest(): Promise<Buffer> {
    throw refused(this.name, 'its manifest.json lists an index');
  }

  async *blob({ digest }: Descriptor): AsyncGenerator<Buffer> {
    const piece = this.#blobs.get(digest);
    if (piece === undefined) throw refused(this.name, `it lacks the part ${digest}`);
    if (piece.size === 0) return;
    const { start, size } = piece;
    yield* createReadStream(this.file, {
      start,
      end: start + size - 1,
      highWaterMark: 256 * 1024,
    }) as AsyncIterable<Buffer>;
  }

  #chosen(images: readonly Readonly<Record<string, unknown>>[]): Readonly<Record<string, unknown>> {
    const tagsOf = ({ RepoTags }: Readonly<Record<string, unknown>>) =>
      Array.isArray(RepoTags) ? RepoTags.map(String) : [];
    const fits = this.tag === undefined ? images : images.filter((image) => tagsOf(image).includes(this.tag ?? ''));
    const tags = images.flatMap(tagsOf);
    const offer = tags.length > 0 ? `It holds ${tags.slice(0, 20).join(', ')}` : '';
    const [chosen] = fits;
    if (chosen === undefined) {
      throw refused(this.name, this.tag === undefined ? 'it holds no image' : `it has no image ${this.tag}`, offer);
    }
    if (fits.length > 1)
      throw refused(this.name, `it holds ${fits.length} images`, `Name one as docker-archive:FILE:NAME:TAG. ${offer}`);
    return chosen;
  }

  async #json(pieces: ReadonlyMap<string, Piece>, path: string, limit: number): Promise<Buffer> {
    const { start, size } = this.#piece(pieces, path);
    if (size > limit) throw refused(this.name, `its ${path} is longer than ${bytes(limit)}`);
    const handle = await open(this.file);
    try {
      const buffer = Buffer.alloc(size);
      await handle.read(buffer, 0, size, start);
      return buffer;
    } finally {
      await handle.close();
    }
  }

  /** A file in the archive. Layers that are the same are links to one of them. */
  #piece(pieces: ReadonlyMap<string, Piece>, path: string): Piece {
    const piece = pieces.get(path);
    const found = piece?.link === undefined ? piece : pieces.get(piece.link);
    if (found === undefined || found.link !== undefined) {
      throw refused(
        this.name,
        `it lacks ${JSON.stringify(path.slice(0, 200))}`,
        'Save the image again: docker save -o FILE NAME:TAG',
      );
    }
    return found;
  }

  /** Where everything is in the archive. The layers themselves are not read. */
  async #pieces(): Promise<ReadonlyMap<string, Piece>> {
    // To open a pipe waits for whoever writes to it; the parts of an archive are read in any order.
    if ((await stat(this.file).catch(() => undefined))?.isFile() === false)
      throw refused(this.name, 'it is no file', 'Save the image into a file: docker save -o FILE NAME:TAG');
    const handle = await open(this.file).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') throw refused(this.name, 'there is no such file', 'Check the path');
      throw refused(this.name, `the file cannot be opened (${error.code})`, 'Name it as docker-archive:FILE');
    });
    try {
      return await this.#scan(handle);
    } finally {
      await handle.close();
    }
  }

  async #scan(handle: FileHandle): Promise<ReadonlyMap<string, Piece>> {
    const pieces = new Map<string, Piece>();
    let at = 0;
    const entry = ({ name, type, size, target }: { name: string; type: string; size: number; target: string }) => {
      if (pieces.size > 4 * this.limits.layers) throw refused(this.name, 'it holds too many files for an image');
      const path = name.replace(/^\.\//, '');
      const link = type === '1' ? target : linkFrom(path, target);
      pieces.set(path, type === '1' || type === '2' ? { start: 0, size: 0, link } : { start: at, size });
      return false;
    };
    const reader = new TarReader({ entry, body: () => {}, end: () => {} }, this.limits);
    const { size } = await handle.stat();
    const block = Buffer.alloc(512);
    try {
      while (at < size) {
        const { bytesRead } = await handle.read(block, 0, 512, at);
        if (at === 0) this.#refusePacked(block);
        at += bytesRead;
        reader.push(block.subarray(0, bytesRead));
        at += reader.skippable;
        reader.skipped(reader.skippable);
      }
      if (at > size) throw new Error('it ends too early');
      reader.finish();
    } catch (error) {
      if ((error as Error).name === 'UsageError') throw error;
      throw refused(this.name, (error as Error).message, 'Save the image again: docker save -o FILE NAME:TAG');
    }
    return pieces;
  }

  #refusePacked(first: Buffer): void {
    if ([0x1f8b, 0x28b5].includes(first.readUInt16BE(0)))
      throw refused(this.name, 'the archive is packed', 'Unpack it first');
  }
}

/** Where a link of the archive leads: `<id>/layer.tar` to `../<other>/layer.tar`. */
const linkFrom = (path: string, target: string): string => new URL(target, `file:///${path}`).pathname.slice(1);
