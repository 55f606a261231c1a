import {
  type Base,
  type Container,
  type Fact,
  known,
  type Owner,
  type Package,
  type Port,
  type Start,
  type Stated,
  type Step,
} from '../../facts';
import type { Place } from '../../rule';
import { Tree } from './tree';

/** What a recipe has made of its base so far. Readers change it instruction by instruction. */
export class RecipeState {
  readonly tree: Tree;
  readonly variables = new Map<string, Stated>();
  readonly labels = new Map<string, Stated>();
  /** By name; undefined for what was removed. */
  readonly packages = new Map<string, Package | undefined>();
  /** Packages of pip and conda, by name in small letters with hyphens. */
  readonly libraries = new Map<string, Library>();
  readonly ports: Fact<Port>[] = [];
  readonly history: Step[] = [];
  user?: Fact<string>;
  workdir?: Fact<string>;
  entrypoint?: Fact<Start | undefined>;
  cmd?: Fact<Start | undefined>;
  platform?: Container['platform'];
  shell: readonly string[] = ['/bin/sh', '-c'];
  /** Why it is not known which packages are installed. */
  packagesLost?: string;
  /** Why it is not known what pip and conda have installed beside what they were told to. */
  librariesLost?: string;

  constructor(
    readonly base: Container,
    readonly lineage: Fact<readonly Base[]>,
  ) {
    this.tree = new Tree(base);
  }

  env(name: string): Fact<string | undefined> {
    const own = this.variables.get(name);
    if (own) return own.value.known ? { ...own.value, ...(own.place ? { place: own.place } : {}) } : own.value;
    return this.base.env(name);
  }

  /** Folder that instructions start from. */
  folder(): string {
    const fact = this.workdir ?? this.base.workdir;
    return fact.known ? fact.value || '/' : '/';
  }

  install(name: string, place: Place | undefined, version?: string): void {
    this.packages.set(name, { name, ...(version === undefined ? {} : { version }), ...(place ? { place } : {}) });
  }

  /** Puts a file there. */
  write(path: string, text: Fact<string>, options: WriteOptions = {}): void {
    const {
      mode = known(0o644, 'inferred'),
      owner = known({ uid: 0, gid: 0 }, 'inferred'),
      place,
      kind = 'file',
    } = options;
    const size: Fact<number> = text.known ? known(Buffer.byteLength(text.value)) : text;
    this.tree.put({
      path,
      kind,
      mode,
      owner,
      size: options.size ?? size,
      text,
      ...(options.target === undefined ? {} : { target: options.target }),
      ...(place ? { place } : {}),
    });
  }

  /** From here on anything may have happened: a command ran that we do not know. */
  lose(reason: string): void {
    this.tree.close('/', reason);
    this.packagesLost ??= reason;
    this.librariesLost ??= reason;
  }
}

/** A package of pip or conda. */
interface Library {
  /** Undefined for one that was removed. */
  readonly package: Package | undefined;
  /** Folder of the programs that find it. */
  readonly folder: string;
}

interface WriteOptions {
  readonly mode?: Fact<number>;
  readonly owner?: Fact<Owner>;
  readonly place?: Place | undefined;
  readonly kind?: 'file' | 'folder' | 'link';
  readonly size?: Fact<number>;
  readonly target?: string;
}
