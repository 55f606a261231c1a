import type { Container } from '../../facts';
import { readConfig } from './config';
import { type Descriptor, type Index, type Manifest, readDocument, refused } from './document';
import { hasTable, type Range, readTable } from './estargz';
import { readChunks } from './estargz-file';
import { ImageContainer } from './image-container';
import type { LayerCache } from './layer-cache';
import { LayerStack, type LayerState } from './layer-stack';
import { LayerTree } from './layer-tree';
import type { Limits } from './limits';
import { BINARY, LISTS, PIECES } from './package-database';
import { chosen } from './platform-choice';
import { contentLimit, packagesIn, readLayer } from './read-layer';
import { Requests } from './requests';
import type { ImageSource } from './source';
import { NoRoom, Unreadable } from './unreadable';
import { readWhole } from './verified';

/** What reading an image depends on. */
export interface ImageOptions {
  readonly limits: Limits;
  readonly cache?: LayerCache | undefined;
  /** Read layers whole, so that their digests prove them, also where a table of contents tells the same. @default false */
  readonly prove?: boolean | undefined;
  /** Called as the bytes of a layer arrive. */
  readonly progress?: ((progress: LayerProgress) => void) | undefined;
}

/** How far the reading of layers is. */
export interface LayerProgress {
  /** Layers that were begun, of how many. */
  readonly begun: number;
  readonly layers: number;
  /** Bytes that came, of how many that the layers begun so far have. */
  readonly bytes: number;
  readonly size: number;
}

/** Layers that are read at the same time, when all are needed: to unpack one keeps a processor busy. */
const TOGETHER = 2;

/** Files that most rules ask for: kept when they come by, so that no layer is read twice for them. */
const USUAL = new Set([
  ...['passwd', 'group', 'shadow', 'nsswitch.conf', 'os-release', 'sudoers', 'environment'].map(
    (name) => `/etc/${name}`,
  ),
  '/usr/lib/os-release',
  ...LISTS.map(({ path }) => path),
]);
const isUsual = (path: string): boolean => USUAL.has(path) || path.startsWith(`${PIECES}/`);

/**
 * An image that is read only as far as rules need it: manifest and configuration first, then layer after layer from
 * the top for as long as an answer depends on one.
 *
 * @example
 * ```ts
 * const image = await Image.open(source, { limits: LIMITS });
 * let results = ask(image.container);
 * while (await image.readOn()) results = ask(image.container);
 * ```
 */
export class Image {
  readonly container: Container;
  readonly #layers: LayerState[];
  readonly #requests = new Requests();
  #progress: Omit<LayerProgress, 'layers'> = { begun: 0, bytes: 0, size: 0 };
  /** Layers that need all that is left of the limits, so that each is read by itself. */
  #large = false;

  private constructor(
    private readonly source: ImageSource,
    private readonly manifest: Manifest,
    config: Buffer,
    private readonly options: ImageOptions,
  ) {
    this.#layers = manifest.layers.map(() => undefined);
    const stack = new LayerStack(this.#layers, options.limits);
    const facts = readConfig(config, source.name, options.limits);
    this.container = new ImageContainer(facts, manifest, stack, this.#requests, options.limits);
  }

  /**
   * Reads manifest and configuration.
   *
   * @throws {UsageError} when the image cannot be read, or is none
   */
  static async open(source: ImageSource, options: ImageOptions): Promise<Image> {
    const { limits } = options;
    let document: Manifest | Index = readDocument(await source.root(), source.name, limits);
    for (let depth = 0; isIndex(document); depth++) {
      if (depth >= limits.indexDepth)
        throw refused(source.name, `its indexes are nested more than ${limits.indexDepth} deep`);
      document = readDocument(await source.manifest(chosen(document, source.name)), source.name, limits);
    }
    const { config } = document;
    const bytes = await readWhole(bytesOf(source, config), config, source.name, limits.config);
    return new Image(source, document, bytes, options);
  }

  /** Bytes of its layers as they are stored. */
  get size(): number {
    return this.manifest.layers.reduce((sum, { size }) => sum + size, 0);
  }

  /**
   * Reads on, if rules asked for something that the layers read so far do not tell.
   *
   * @returns whether something was read: rules are then to be asked again
   * @throws {UsageError} when a layer cannot be had or is damaged
   */
  async readOn(): Promise<boolean> {
    const asked = this.#requests.open;
    this.#requests.open = false;
    if (!asked) return false;
    // Texts that were passed by come first: they may be all that is missing.
    const [again] = this.#requests.again.keys();
    if (again !== undefined) {
      const paths = this.#requests.again.get(again) ?? new Set();
      if (!(await this.#fetch(again, paths))) this.#layers[again] = await this.#read(again, paths, true);
      this.#requests.taken(again);
      return true;
    }
    const next = this.#layers.lastIndexOf(undefined);
    if (next < 0) return false;
    if (this.#requests.all && !this.#large) await this.#readTogether();
    else this.#layers[next] = await this.#read(next, new Set(), false);
    return true;
  }

  /**
   * Reads all layers that are not read yet. Each gets an equal part of what the limits leave; one that needs more is
   * read again by itself, so that the outcome is the one of reading layer after layer.
   */
  async #readTogether(): Promise<void> {
    const open = this.#layers.flatMap((layer, index) => (layer === undefined ? [index] : []));
    const stop = new AbortController();
    const worker = async () => {
      for (let index = open.pop(); index !== undefined && !this.#large; index = open.pop()) {
        const state = await this.#read(index, new Set(), false, TOGETHER, stop.signal);
        if (state instanceof NoRoom) this.#large = true;
        else this.#layers[index] = state;
      }
    };
    const workers = Array.from({ length: TOGETHER }, () =>
      worker().catch((error) => {
        stop.abort(error);
      }),
    );
    await Promise.all(workers);
    stop.signal.throwIfAborted();
  }

  /** @param parts how many share what is left of the limits */
  async #read(
    index: number,
    paths: ReadonlySet<string>,
    again: boolean,
    parts = 1,
    stop?: AbortSignal,
  ): Promise<LayerState> {
    const { limits, cache } = this.options;
    const layer = this.manifest.layers[index] as Descriptor;
    const before = this.#layers[index];
    // What an earlier reading kept is kept again: others share it.
    const known = (path: string) =>
      before instanceof LayerTree && before.find(path.split('/').slice(1))?.content !== undefined;
    this.#layers[index] = undefined;
    const room = this.#room(parts);
    try {
      const kept = again ? undefined : await cache?.get(layer.digest, room.entries);
      if (kept) return kept;
      const promised = again ? undefined : await this.#promise(index, room.entries);
      if (promised) return promised;
      this.#report(0, layer.size);
      const tree = await readLayer(bytesOf(this.source, layer), layer, {
        image: this.source.name,
        limits,
        room,
        keep: (path) => isUsual(path) || paths.has(path) || this.#requests.texts.has(path) || known(path),
        progress: (count) => {
          stop?.throwIfAborted();
          this.#report(count);
        },
      });
      await cache?.put(layer.digest, tree);
      return tree;
    } catch (error) {
      if (error instanceof Unreadable) return error;
      throw error;
    }
  }

  /** Reads files of a layer whose table of contents says where they are; false when the whole layer must be read. */
  async #fetch(index: number, paths: ReadonlySet<string>): Promise<boolean> {
    const { limits } = this.options;
    const tree = this.#layers[index];
    const range = this.#rangeOf(index);
    if (!(tree instanceof LayerTree) || !tree.promised || !range) return false;
    try {
      for (const path of paths) {
        const node = tree.find(path.split('/').slice(1));
        const limit = BINARY.has(path) ? limits.packageDatabase : contentLimit(path, limits);
        if (!node?.chunks || node.size > limit) continue;
        const bytes = await readChunks(node, range, limit + limits.header);
        if (BINARY.has(path)) node.packages = packagesIn(bytes, limits);
        else if (bytes.length <= this.#room(1).contents) {
          node.content = bytes;
          tree.contents += bytes.length;
        }
      }
      return true;
    } catch (error) {
      if (isTableFault(error)) return false;
      throw error;
    }
  }

  /** The tree that the table of contents of a layer promises; undefined when the whole layer must be read. */
  async #promise(index: number, room: number): Promise<LayerTree | undefined> {
    const layer = this.manifest.layers[index] as Descriptor;
    const range = this.#rangeOf(index);
    if (this.options.prove || !range || !hasTable(layer)) return undefined;
    try {
      return await readTable(layer, range, this.options.limits, room);
    } catch (error) {
      if (error instanceof NoRoom || !isTableFault(error)) throw error;
      return undefined;
    }
  }

  #rangeOf(index: number): Range | undefined {
    const layer = this.manifest.layers[index] as Descriptor;
    return (
      this.source.range && ((from, to) => (this.source.range as NonNullable<ImageSource['range']>)(layer, from, to))
    );
  }

  #report(count: number, begun?: number): void {
    const { begun: before, bytes, size } = this.#progress;
    this.#progress = {
      begun: before + (begun === undefined ? 0 : 1),
      bytes: bytes + count,
      size: size + (begun ?? 0),
    };
    this.options.progress?.({ ...this.#progress, layers: this.#layers.length });
  }

  /** What the layers that are read leave of the limits, in equal parts. */
  #room(parts: number): { readonly entries: number; readonly contents: number } {
    const { limits } = this.options;
    const trees = this.#layers.filter((layer) => layer instanceof LayerTree);
    const share = (limit: number, used: number) => Math.floor((limit - used) / parts);
    return {
      entries: share(
        limits.entries,
        trees.reduce((sum, { entries }) => sum + entries, 0),
      ),
      contents: share(
        limits.contents,
        trees.reduce((sum, { contents }) => sum + contents, 0),
      ),
    };
  }
}

/** A table that is not to be believed says nothing about the layer: that is read instead. */
const isTableFault = (error: unknown): boolean =>
  error instanceof Unreadable || /^Z_/.test(String((error as NodeJS.ErrnoException).code));

const isIndex = (document: Manifest | Index): document is Index => Array.isArray(document);

/** Bytes of a part: from the manifest itself where it carries them. They are verified like all others. */
async function* bytesOf(source: ImageSource, descriptor: Descriptor): AsyncGenerator<Buffer> {
  if (descriptor.data) yield descriptor.data;
  else yield* source.blob(descriptor);
}
