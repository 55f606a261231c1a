import { randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { lstat, mkdir, open, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { createGunzip, createGzip } from 'node:zlib';
import type { Package } from '../../facts';
import { type Attributes, type LayerNode, LayerTree } from './layer-tree';
import type { Limits } from './limits';
import { NoRoom } from './unreadable';

/** Changes whenever what is kept of a layer does; older files are then not looked at. */
const VERSION = 2;

type Row = readonly [path: string, kind: string, mode: number, uid: number, gid: number, size: number, more?: More];

interface More {
  readonly target?: string;
  readonly content?: string;
  readonly removed?: readonly string[];
  readonly opaque?: true;
  readonly first?: string;
  readonly packages?: readonly Package[] | string;
}

/**
 * What was found in layers, kept on disk by the layer's digest: a layer never changes, and images share their lower
 * ones. Any number of processes may use one folder, since a file appears whole or not at all.
 *
 * Only layers that were read to the end and proved are put in. Whoever can write to the folder decides verdicts, so it
 * must be the user's own; in any other it is not used.
 */
export class LayerCache {
  private constructor(
    private readonly folder: string,
    private readonly limits: Limits,
  ) {}

  /** The cache in a folder, made where it is missing; undefined when others could write to it. */
  static async in(folder: string, limits: Limits): Promise<LayerCache | undefined> {
    try {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      const stat = await lstat(folder);
      const own = process.getuid === undefined || (stat.uid === process.getuid() && (stat.mode & 0o022) === 0);
      return stat.isDirectory() && own ? new LayerCache(folder, limits) : undefined;
    } catch {
      return undefined;
    }
  }

  /**
   * What is known of a layer. A damaged file counts as none.
   *
   * @throws {NoRoom} when it has more entries than there is room for
   */
  async get(digest: string, room: number): Promise<LayerTree | undefined> {
    const file = createReadStream(this.#file(digest));
    const lines = file.pipe(createGunzip());
    file.on('error', (error) => lines.destroy(error));
    try {
      const tree = new LayerTree(this.limits, room);
      let last: unknown;
      let count = 0;
      // The packed form carries a checksum; the last line says that nothing is missing.
      for await (const line of linesOf(lines)) {
        if (last !== undefined) addRow(tree, last as Row);
        last = JSON.parse(line);
        count++;
      }
      return Array.isArray(last) && last[0] === count - 1 ? tree : undefined;
    } catch (error) {
      if (error instanceof NoRoom) throw error;
      return undefined;
    } finally {
      file.destroy();
      lines.destroy();
    }
  }

  /** Keeps what was found. A disk that is full costs time on the next run, and nothing else. */
  async put(digest: string, tree: LayerTree): Promise<void> {
    const next = `${this.#file(digest)}.${process.pid}.${randomUUID()}`;
    try {
      const handle = await open(next, 'wx', 0o600);
      try {
        for await (const chunk of Readable.from(pages(tree)).pipe(createGzip({ level: 1 }))) await handle.write(chunk);
      } finally {
        await handle.close();
      }
      await rename(next, this.#file(digest));
    } catch {
      await rm(next, { force: true }).catch(() => {});
    }
  }

  #file(digest: string): string {
    return join(this.folder, `${digest.replace(':', '-')}.v${VERSION}.gz`);
  }
}

async function* linesOf(stream: Readable): AsyncGenerator<string> {
  const lines = createInterface({ input: stream, crlfDelay: Number.POSITIVE_INFINITY });
  let failure: Error | undefined;
  // The reader of lines ends quietly where its input breaks.
  stream.on('error', (error) => {
    failure = error;
    lines.close();
  });
  yield* lines;
  if (failure) throw failure;
}

function* pages(tree: LayerTree): Generator<string> {
  let page = '';
  let count = 0;
  for (const row of rows([], tree.root)) {
    page += `${JSON.stringify(row)}\n`;
    count++;
    if (page.length < 65_536) continue;
    yield page;
    page = '';
  }
  yield `${page}[${count}]\n`;
}

function* rows(path: readonly string[], node: LayerNode): Generator<Row> {
  const { attributes, size, target, content, removed, opaque, first, packages, children } = node;
  const more: More = {
    ...(target === undefined ? {} : { target }),
    ...(content === undefined ? {} : { content: content.toString('base64') }),
    ...(removed ? { removed: [...removed] } : {}),
    ...(opaque ? { opaque } : {}),
    ...(first === undefined ? {} : { first }),
    ...(packages === undefined ? {} : { packages }),
  };
  const { kind, mode, uid, gid } = attributes ?? { kind: '', mode: 0, uid: 0, gid: 0 };
  const row = [path.join('/'), kind, mode, uid, gid, size] as const;
  yield Object.keys(more).length > 0 ? [...row, more] : row;
  for (const [name, child] of children ?? []) yield* rows([...path, name], child);
}

function addRow(tree: LayerTree, [path, kind, mode, uid, gid, size, more = {}]: Row): void {
  const attributes = kind === '' ? undefined : tree.attributes(kind as Attributes['kind'], mode, uid, gid);
  const folder = kind === '' || kind === 'folder';
  const node = tree.put(path === '' ? [] : path.split('/'), {
    attributes,
    size,
    ...(folder ? { children: new Map() } : {}),
    ...(more.target === undefined ? {} : { target: more.target }),
    ...(more.content === undefined ? {} : { content: Buffer.from(more.content, 'base64') }),
  });
  tree.contents += node.content?.length ?? 0;
  if (more.removed) node.removed = new Set(more.removed);
  if (more.opaque) node.opaque = true;
  if (more.first !== undefined) node.first = more.first;
  if (more.packages !== undefined) node.packages = more.packages;
}
