import type { Package } from '../../facts';
import { partsOf, quoted } from './layer-path';
import type { Limits } from './limits';
import type { TarEntry } from './tar-header';
import { NoRoom, Unreadable } from './unreadable';

/** What an entry is, beside its place. Most entries of a layer share a few of these. */
export interface Attributes {
  /** `hard`: a hard link to something that a lower layer holds. */
  readonly kind: 'file' | 'folder' | 'link' | 'hard' | 'other';
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
}

/** A piece of a file, in a layer of which pieces can be unpacked. */
export interface FileChunk {
  /** Place in the packed layer where unpacking begins, and where it ends at the latest. */
  readonly offset: number;
  readonly end: number;
  /** Unpacked bytes before the piece. */
  readonly inner: number;
  /** Place in the file. */
  readonly from: number;
  /** 0 for all of the file. */
  readonly size: number;
  readonly digest: string;
}

/** One place in the tree of a layer. */
export interface LayerNode {
  /** Absent for a folder that has no entry of its own: it is only on the way to others. */
  readonly attributes?: Attributes | undefined;
  readonly size: number;
  /** Where a link leads to, as written. */
  readonly target?: string | undefined;
  /** Bytes of the file, where they were kept. */
  content?: Buffer | undefined;
  /** Where its bytes stand in the packed layer, where that is known. */
  chunks?: readonly FileChunk[];
  /** What a database of packages lists, or why it tells nothing. */
  packages?: readonly Package[] | string;
  /** What the layer puts into a folder. Absent for anything else. */
  readonly children?: Map<string, LayerNode>;
  /** Names that the layer removes from the folder of the layers below. */
  removed?: Set<string>;
  /** Where its bytes stand in the archive, when it has other names too. */
  first?: string;
  /** Whether the layer removes all that the layers below put into the folder. */
  opaque?: boolean;
}

const WHITEOUT = '.wh.';
const OPAQUE = '.wh..wh..opq';

/**
 * What one layer adds and removes, as a tree. Names are kept once per folder and attributes once per layer, so that
 * a hundred thousand files take a few megabytes.
 */
export class LayerTree {
  readonly root: LayerNode = { size: 0, children: new Map() };
  readonly #attributes = new Map<string, Attributes>();
  /** Hard links whose file had not been seen when they came: it is below, or the layer is broken. */
  readonly #open = new Set<string>();
  #entries = 0;
  /** Bytes of the texts that are kept. */
  contents = 0;
  /** Whether a table of contents says all this, which only the whole layer would prove. */
  promised = false;

  /** @param room entries that the layers read before leave of the limit */
  constructor(
    private readonly limits: Limits,
    private readonly room: number = limits.entries,
  ) {}

  get entries(): number {
    return this.#entries;
  }

  /** Takes an entry of the archive; gives back the node of a file, whose bytes come next. */
  add(entry: TarEntry): LayerNode | undefined {
    const parts = partsOf(entry.name, this.limits);
    const name = parts.at(-1);
    if (name?.startsWith(WHITEOUT)) {
      this.#count();
      this.#remove(parts.slice(0, -1), name);
      return undefined;
    }
    return this.put(parts, this.#nodeOf(entry, parts));
  }

  /** Puts a node at its place; a folder that is there already keeps what is in it. */
  put(parts: readonly string[], node: LayerNode): LayerNode {
    this.#count();
    const name = parts.at(-1);
    if (name === undefined) {
      if (!node.children) throw new Unreadable('the root in it is not a folder');
      return Object.assign(this.root, { attributes: node.attributes });
    }
    if (this.#open.size > 0 && this.#open.has(parts.join('/'))) {
      throw new Unreadable(`a hard link in it stands before its file ${quoted(parts.join('/'))}`);
    }
    const siblings = this.#folder(parts.slice(0, -1)).children as Map<string, LayerNode>;
    const before = siblings.get(name);
    if (before?.children && node.children) return Object.assign(before, { attributes: node.attributes });
    siblings.set(name, node);
    return node;
  }

  /** Notes what a layer removes from the layers below. */
  #remove(parent: readonly string[], name: string): void {
    const folder = this.#folder(parent);
    if (name === OPAQUE) folder.opaque = true;
    // Other names of this form are notes that an old storage driver made for itself.
    if (name.startsWith('.wh..wh.')) return;
    const removed = name.slice(WHITEOUT.length);
    if (removed === '' || removed === '.' || removed === '..') throw new Unreadable(`it removes ${quoted(removed)}`);
    folder.removed ??= new Set();
    folder.removed.add(removed);
  }

  #nodeOf(entry: TarEntry, parts: readonly string[]): LayerNode {
    if (entry.type === '1') return this.#hardLink(entry, parts);
    const attributes = this.attributes(KINDS[entry.type] ?? 'file', entry.mode, entry.uid, entry.gid);
    if (attributes.kind === 'folder') return { attributes, size: 0, children: new Map() };
    if (attributes.kind !== 'link') return { attributes, size: entry.size };
    if (entry.target.length > this.limits.path) {
      throw new Unreadable(`a link in it is longer than ${this.limits.path} characters`);
    }
    return { attributes, size: 0, target: entry.target };
  }

  /** A second name of a file: the same node, when the layer holds it. */
  #hardLink(entry: TarEntry, parts: readonly string[]): LayerNode {
    const target = partsOf(entry.target, this.limits);
    const node = this.find(target);
    if (node?.children) throw new Unreadable(`a hard link in it leads to the folder ${quoted(entry.target)}`);
    if (node) {
      node.first ??= target.join('/');
      return node;
    }
    if (target.join('/') === parts.join('/')) throw new Unreadable('a hard link in it leads to itself');
    this.#open.add(target.join('/'));
    return {
      attributes: this.attributes('hard', entry.mode, entry.uid, entry.gid),
      size: 0,
      target: target.join('/'),
    };
  }

  /** The attributes, one object for all entries that have the same. */
  attributes(kind: Attributes['kind'], mode: number, uid: number, gid: number): Attributes {
    const key = `${kind} ${mode} ${uid} ${gid}`;
    const known = this.#attributes.get(key);
    if (known) return known;
    const made = { kind, mode, uid, gid };
    this.#attributes.set(key, made);
    return made;
  }

  find(parts: readonly string[]): LayerNode | undefined {
    let node: LayerNode | undefined = this.root;
    for (const part of parts) node = node?.children?.get(part);
    return node;
  }

  /** The folder of a path, made where the archive has not named it. */
  #folder(parts: readonly string[]): LayerNode {
    let node = this.root;
    for (const part of parts) {
      const children = node.children as Map<string, LayerNode>;
      let next = children.get(part);
      if (next === undefined) {
        this.#count();
        next = { size: 0, children: new Map() };
        children.set(part, next);
      }
      // Runtimes disagree on what a file below a file is.
      if (!next.children) throw new Unreadable(`${quoted(parts.join('/'))} in it is used as a folder and is none`);
      node = next;
    }
    return node;
  }

  #count(): void {
    this.#entries++;
    if (this.#entries > this.room) {
      throw new NoRoom(`the layers from it to the top hold more than ${this.limits.entries} entries`);
    }
  }
}

const KINDS: Readonly<Record<string, Attributes['kind']>> = {
  '2': 'link',
  '3': 'other',
  '4': 'other',
  '5': 'folder',
  '6': 'other',
};
