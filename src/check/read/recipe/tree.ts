import { type Container, type Fact, type FileEntry, known, notKnown } from '../../facts';
import { inside, join, normal, parents } from '../../view/path';
import { ignoring } from '../dockerfile/ignore';

/** A folder that is not known. */
export const NOWHERE = '/\0';

/** Folders that are there in every image. */
export const FOLDERS: ReadonlySet<string> = new Set([
  ...['/', '/opt', '/etc', '/tmp', '/usr/local/bin', '/usr/local/lib', '/usr/local/share', '/usr/local', '/usr/bin'],
  ...['/usr/lib', '/usr/share', '/usr/sbin', '/srv', '/mnt', '/root', '/home', '/var', '/var/lib', '/bin', '/sbin'],
]);

/** Something that a recipe put into the file system. */
export interface Node extends FileEntry {
  readonly text: Fact<string>;
}

/** The file system that a recipe makes on top of its base. */
export class Tree {
  private readonly nodes = new Map<string, Node>();
  /** Paths that were taken away, with all that lay below them. */
  private readonly removed = new Set<string>();
  /** Folders below which anything may be, each with the reason. */
  private readonly closed = new Map<string, string>();

  constructor(private readonly base: Container) {}

  put(node: Node): void {
    const path = this.real(node.path);
    if (inside(path, NOWHERE)) return this.close('/', 'something is put into a folder that is not known');
    this.nodes.set(path, { ...node, path });
    // What lies in a folder makes the folder.
    for (const parent of parents(path)) {
      if (parent !== '/' && !this.nodes.has(parent)) this.nodes.set(parent, folder(parent, node.place));
    }
  }

  remove(path: string): void {
    const from = normal(path);
    // What lies in a folder made the folder: without it, nothing does.
    const own = this.nodes.get(from);
    if (own?.kind === 'folder' || from === '/')
      for (const one of [...this.nodes.keys()]) if (inside(one, from)) this.nodes.delete(one);
    this.nodes.delete(from);
    for (const one of [...this.closed.keys()]) if (inside(one, from)) this.closed.delete(one);
    this.removed.add(from);
  }

  /** What the recipe itself made that a pattern of a shell names: `/skaha/*.sh`. */
  matching(pattern: string): readonly Node[] {
    const matches = ignoring(normal(pattern).slice(1), true);
    return [...this.nodes].flatMap(([path, node]) => (matches(path.slice(1)) ? [node] : []));
  }

  /** What the recipe itself made at or below a path. */
  made(path: string): readonly Node[] {
    const at = normal(path);
    return [...this.nodes].flatMap(([one, node]) => (inside(one, at) ? [node] : []));
  }

  /** Whether a path is a folder, as far as that is known. */
  isFolder(path: string): boolean {
    const found = this.find(path);
    return found.known && found.value !== undefined ? found.value.kind === 'folder' : FOLDERS.has(normal(path));
  }

  /** Something that was made may be there or not. */
  forget(path: string, reason: string): void {
    this.nodes.delete(normal(path));
    this.closed.set(normal(path), reason);
  }

  /** From here on anything may be below a folder; `/` is everywhere. */
  close(path: string, reason: string): void {
    const at = normal(path);
    if (!this.closed.has(at)) this.closed.set(at, reason);
    for (const one of [...this.removed]) if (inside(one, at)) this.removed.delete(one);
  }

  /** Why it is not known that nothing is at a path; undefined where it is known. */
  closedAt(path: string): string | undefined {
    const at = normal(path);
    return [at, ...parents(at)].map((one) => this.closed.get(one)).find((reason) => reason !== undefined);
  }

  /** What the recipe itself did to a path; undefined when it did nothing there. */
  own(path: string): Fact<Node | undefined> | undefined {
    const at = normal(path);
    const node = this.nodes.get(at);
    if (node) return known(node, 'inferred', node.place);
    if (this.isRemoved(at)) return known(undefined, 'inferred');
    const reason = this.closedAt(at);
    return reason === undefined ? undefined : notKnown(reason);
  }

  /** What is at a path, a link as itself. */
  at(path: string): Fact<Node | undefined> {
    const at = normal(path);
    const own = this.own(at);
    if (own) return own;
    const below = this.base.file(at);
    if (!below.known || below.value === undefined) return below.known ? { ...below, value: undefined } : below;
    return { ...below, value: { ...below.value, text: textOf(this.base, at) } };
  }

  /** What is at a path; a link answers with what it leads to. */
  find(path: string, depth = 0): Fact<Node | undefined> {
    const found = this.at(this.real(path));
    if (!found.known || found.value?.kind !== 'link' || found.value.target === undefined) return found;
    if (depth > 20) return notKnown(`the links at ${path} lead in a circle`);
    return this.find(join(parents(found.value.path)[0] ?? '/', found.value.target), depth + 1);
  }

  /** Everything below a folder that is wanted. */
  below(path: string, wanted: (entry: FileEntry) => boolean = () => true): Fact<readonly FileEntry[]> {
    const at = normal(path);
    const gone = this.isRemoved(at);
    const closed = [...this.closed].find(([one]) => one !== at && inside(one, at))?.[1];
    const reason = closed ?? (gone ? undefined : this.closedAt(at));
    const own = [...this.nodes].flatMap(([one, node]) => (one !== at && inside(one, at) && wanted(node) ? [node] : []));
    const base = gone ? known([]) : this.base.below(at, wanted);
    // What is there for certain is enough to answer with; that nothing is there needs all of it.
    if (own.length === 0 && reason !== undefined) return notKnown(reason);
    if (own.length === 0 && !base.known) return base;
    const ofBase = base.known ? base.value.filter((one) => !this.nodes.has(one.path) && !this.isRemoved(one.path)) : [];
    return known([...ofBase, ...own], 'inferred');
  }

  /** The path with links of folders on the way followed. */
  private real(path: string): string {
    let at = normal(path);
    // Links in a circle lead nowhere; what is asked for is then at no path.
    for (let hops = 0; hops < 20; hops += 1) {
      const link = parents(at)
        .toReversed()
        .map((parent) => this.nodes.get(parent))
        .find((node) => node?.kind === 'link' && node.target !== undefined);
      if (link === undefined) return at;
      const target = join(parents(link.path)[0] ?? '/', link.target ?? '/');
      at = join(target, `./${at.slice(link.path.length + 1)}`);
    }
    return at;
  }

  private isRemoved(path: string): boolean {
    return this.removed.has(path) || parents(path).some((parent) => this.removed.has(parent));
  }
}

/** Text of a file of the base. */
export function textOf(base: Container, path: string): Fact<string> {
  const text = base.text(path);
  return text.known ? { ...text, value: text.value ?? '' } : text;
}

const folder = (path: string, place: Node['place']): Node => ({
  path,
  kind: 'folder',
  mode: known(0o755, 'inferred'),
  owner: known({ uid: 0, gid: 0 }, 'inferred'),
  size: known(0),
  text: notKnown(`${path} is a folder`),
  ...(place ? { place } : {}),
});
