import type { Package } from '../../facts';
import type { Descriptor } from './document';
import { type LayerNode, LayerTree } from './layer-tree';
import { bytes, type Limits } from './limits';
import { BINARY, LISTS } from './package-database';
import { readRpm } from './rpm-database';
import { TarReader } from './tar-reader';
import { unpacked } from './unpacked';
import { Unreadable } from './unreadable';
import { verified } from './verified';

/** What reading a layer depends on. */
export interface LayerReading {
  readonly image: string;
  readonly limits: Limits;
  /** Whether the text of a file is kept, by its path: `/etc/passwd`. */
  readonly keep: (path: string) => boolean;
  /** What the layers read before leave of the limits. */
  readonly room: { readonly entries: number; readonly contents: number };
  /** Called as bytes arrive. */
  readonly progress?: (count: number) => void;
}

const LONG: ReadonlySet<string> = new Set(LISTS.map(({ path }) => path));

/** How long a file may be whose text is kept. */
export const contentLimit = (path: string, limits: Limits): number =>
  LONG.has(path) ? limits.packageList : limits.content;

/**
 * Reads one layer from its first byte to its last: only then its digest is proved, and only then it is sure that no
 * later entry changes what an earlier one said.
 *
 * @throws {Unreadable} when the layer is beyond a limit or broken
 * @throws {UsageError} when it cannot be had, or is not what its digest names
 */
export async function readLayer(
  blob: AsyncIterable<Buffer>,
  descriptor: Descriptor,
  { image, limits, keep, room, progress = () => {} }: LayerReading,
): Promise<LayerTree> {
  if (/\.foreign\.|nondistributable/.test(descriptor.mediaType)) {
    throw new Unreadable('it is kept outside of the registry (a foreign layer), and such addresses are not followed');
  }
  if (/\+encrypted$/.test(descriptor.mediaType)) throw new Unreadable('it is encrypted');
  if (descriptor.size > limits.compressed) throw new Unreadable(`it is larger than ${bytes(limits.compressed)}`);
  const tree = new LayerTree(limits, room.entries);
  const reader = new TarReader(new Collector(tree, keep, limits, room.contents), limits);
  const counted = watched(verified(blob, descriptor, image), progress);
  for await (const chunk of unpacked(counted, limits)) reader.push(chunk);
  reader.finish();
  return tree;
}

async function* watched(source: AsyncIterable<Buffer>, progress: (count: number) => void): AsyncGenerator<Buffer> {
  for await (const chunk of source) {
    progress(chunk.length);
    yield chunk;
  }
}

/** Puts entries into the tree, and into the entries what is kept of their bytes. */
class Collector {
  #node: LayerNode | undefined;
  #database = false;
  #bytes = Buffer.alloc(0);
  #have = 0;

  constructor(
    private readonly tree: LayerTree,
    private readonly keep: (path: string) => boolean,
    private readonly limits: Limits,
    private readonly room: number,
  ) {}

  entry(entry: Parameters<LayerTree['add']>[0]): boolean {
    const node = this.tree.add(entry);
    // A hard link has no body: its file was, or is to be, kept under its own name.
    if (node?.attributes?.kind !== 'file' || entry.type === '1' || entry.sparse) return false;
    const path = `/${entry.name.replace(/^(?:\.?\/)+/, '')}`;
    const { size } = node;
    const database = BINARY.has(path);
    if (database ? size > this.limits.packageDatabase : !this.#keeps(path, size)) return false;
    this.#database = database;
    this.#node = node;
    this.#have = 0;
    this.#bytes = Buffer.allocUnsafe(size);
    if (size === 0) this.end();
    return size > 0;
  }

  #keeps(path: string, size: number): boolean {
    if (!this.keep(path) || size > contentLimit(path, this.limits) || this.tree.contents + size > this.room)
      return false;
    this.tree.contents += size;
    return true;
  }

  body(piece: Buffer): void {
    this.#have += piece.copy(this.#bytes, this.#have);
  }

  end(): void {
    if (this.#node && this.#database) this.#node.packages = packagesIn(this.#bytes, this.limits);
    else if (this.#node) this.#node.content = this.#bytes;
    this.#node = undefined;
    this.#bytes = Buffer.alloc(0);
  }
}

/** The packages that a database lists, or why it tells nothing. */
export function packagesIn(database: Buffer, limits: Limits): readonly Package[] | string {
  try {
    return readRpm(database, limits);
  } catch (error) {
    if (error instanceof Unreadable) return error.message;
    // A place outside of the file.
    if (error instanceof RangeError) return 'it is damaged: it refers to what it does not have';
    throw error;
  }
}
