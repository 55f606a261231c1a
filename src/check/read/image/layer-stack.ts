import type { LayerNode, LayerTree } from './layer-tree';
import type { Limits } from './limits';
import { Unreadable } from './unreadable';

/** A layer as far as it is read: its tree, `undefined` before it is read, or why it cannot be. */
export type LayerState = LayerTree | Unreadable | undefined;

/** Thrown where the answer depends on a layer that is not read yet. */
export class NotRead extends Error {
  override readonly name = 'NotRead';
}

/** Something in the image's file system, and the layer that put it there. */
export interface Found {
  /** Where it really is: no link on the way. */
  readonly parts: readonly string[];
  readonly node: LayerNode;
  readonly layer: number;
  /** Where its bytes are: for a hard link, in the file of a lower layer that it is another name of. */
  readonly source: readonly string[];
  /** Whether the layer that gives a folder its mode is still to be read. */
  readonly bare: boolean;
}

/**
 * The file system that the layers make together, read from the top: what an upper layer says holds, and a lower one is
 * asked only where those above say nothing. So most questions are answered before the lower layers are read.
 *
 * What a layer removes, it removes from the layers below, never from itself.
 */
export class LayerStack {
  /** @param layers first to last, as the image lists them; the last one is the top */
  constructor(
    private readonly layers: readonly LayerState[],
    private readonly limits: Pick<Limits, 'links' | 'listing'>,
  ) {}

  /** Whether an answer stands on the table of contents of a layer: it is then not proved. */
  get promised(): boolean {
    return this.layers.some((layer) => isTree(layer) && layer.promised);
  }

  /**
   * What is at a path, links followed inside the image.
   *
   * @throws {NotRead} when a layer must be read first
   * @throws {Unreadable} when a layer that decides cannot be read, or links lead too far
   */
  resolve(path: string): Found | undefined {
    let here: Found = this.#rootFound();
    let open = split(path);
    let links = 0;
    while (open.length > 0) {
      const [name = '', ...rest] = open;
      open = rest;
      if (name === '.') continue;
      if (name === '..') {
        here = this.#folder(here.parts.slice(0, -1)) ?? here;
        continue;
      }
      if (!here.node.children) return undefined;
      const next = this.at([...here.parts, name]);
      if (next === undefined) return undefined;
      if (next.node.target === undefined) {
        here = next;
        continue;
      }
      links++;
      if (links > this.limits.links) throw new Unreadable(`more than ${this.limits.links} links lead to ${path}`);
      open = [...split(next.node.target), ...open];
      if (next.node.target.startsWith('/')) here = this.#rootFound();
    }
    return here;
  }

  /** What is at a place whose parents are folders, not links. A link stays a link. */
  at(parts: readonly string[], from = this.layers.length - 1): Found | undefined {
    let implied: Found | undefined;
    for (let layer = from; layer >= 0; layer--) {
      const state = this.layers[layer];
      // That something is there is decided; what it may be used for by whom is not.
      if (implied && !isTree(state)) return implied;
      const { node, hides } = lookUp(this.#tree(layer), parts);
      if (node?.attributes) {
        if (implied) return node.children ? { ...implied, node, layer, bare: false } : { ...implied, bare: false };
        return this.#whole({ parts, node, layer, source: parts, bare: false });
      }
      if (node && holdsSomething(node)) implied ??= { parts, node, layer, source: parts, bare: true };
      if (hides) break;
    }
    return implied && { ...implied, bare: false };
  }

  /** Names in a folder, in order. */
  names(parts: readonly string[]): readonly string[] {
    return [...this.namesFromTop(parts)].sort();
  }

  /**
   * Names in a folder, those of upper layers first: who has found what it looks for need not have the lower ones read.
   *
   * @throws {NotRead} on the way from a layer that is read to one that is not
   */
  *namesFromTop(parts: readonly string[]): Generator<string> {
    const names = new Set<string>();
    const gone = new Set<string>();
    for (let layer = this.layers.length - 1; layer >= 0; layer--) {
      const { node, hides } = lookUp(this.#tree(layer), parts);
      for (const [name, child] of node?.children ?? []) {
        if (gone.has(name) || names.has(name) || !holdsSomething(child)) continue;
        names.add(name);
        yield name;
      }
      for (const name of node?.removed ?? []) gone.add(name);
      if (hides || node?.opaque || (node && !node.children)) break;
      if (names.size > this.limits.listing) {
        throw new Unreadable(`/${parts.join('/')} holds more than ${this.limits.listing} entries`);
      }
    }
  }

  /** A hard link to a file of a lower layer is that file. */
  #whole(found: Found): Found | undefined {
    if (found.node.attributes?.kind !== 'hard') return found;
    const file = this.at(split(found.node.target ?? ''), found.layer - 1);
    if (file === undefined) throw new Unreadable(`the hard link /${found.parts.join('/')} leads to nothing`);
    return { ...file, parts: found.parts };
  }

  #folder(parts: readonly string[]): Found | undefined {
    return parts.length === 0 ? this.#rootFound() : this.at(parts);
  }

  #rootFound(): Found {
    return { parts: [], node: ROOT, layer: 0, source: [], bare: true };
  }

  #tree(layer: number): LayerTree {
    const state = this.layers[layer];
    const name = `layer ${layer + 1} of ${this.layers.length}`;
    if (state === undefined) throw new NotRead(`${name} is not read`);
    if (!isTree(state)) throw new Unreadable(`${name} cannot be read: ${state.message}`);
    return state;
  }
}

const ROOT: LayerNode = { size: 0, children: new Map() };

const isTree = (state: LayerState): state is LayerTree => state !== undefined && !(state instanceof Error);

const split = (path: string): readonly string[] => path.split('/').filter((part) => part !== '');

/** What one layer says about a place, and whether it hides what lower layers say. */
function lookUp(
  tree: LayerTree,
  parts: readonly string[],
): { readonly node?: LayerNode | undefined; readonly hides: boolean } {
  let node = tree.root;
  let hides = false;
  for (const [index, part] of parts.entries()) {
    hides ||= node.opaque === true || node.removed?.has(part) === true;
    const next = node.children?.get(part);
    if (next === undefined) return { hides };
    // An upper layer has a folder here, or nobody would ask: this file is replaced, and hides what is below it.
    if (!next.children && index < parts.length - 1) return { hides: true };
    node = next;
  }
  return { node, hides };
}

/** Whether a folder is there because of something in it. One that only removes is no evidence of itself. */
function holdsSomething(node: LayerNode): boolean {
  if (node.attributes) return true;
  for (const child of node.children?.values() ?? []) if (holdsSomething(child)) return true;
  return false;
}
