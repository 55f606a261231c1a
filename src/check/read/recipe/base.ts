import { type Container, type Fact, type FileEntry, known, notKnown, type Package } from '../../facts';

/** The base of a recipe that starts from nothing: all is known, and nothing is there. */
export const nothing: Container = uniform(() => known(undefined), known([]), known(''));

/** A base of which nothing is known. */
export const unknownBase = (reason: string): Container => {
  const fact = notKnown(reason);
  return uniform(() => fact, fact, fact);
};

function uniform(none: () => Fact<undefined>, list: Fact<readonly never[]>, text: Fact<string>): Container {
  const fact = none();
  return {
    platform: notKnown('a recipe is built for the platform that its builder is told'),
    distribution: fact,
    user: text,
    workdir: text,
    entrypoint: fact,
    cmd: fact,
    ports: list,
    created: fact,
    bases: list,
    history: [],
    onBuild: list,
    beside: list,
    variables: [],
    labels: [],
    env: none,
    label: none,
    file: none,
    text: none,
    below: () => list,
    command: none,
    package: none,
    library: none,
  };
}

/** What a table says about a base. What it does not name is not known. */
export interface KnownBase {
  /** Repository in full: `docker.io/library/ubuntu`. */
  readonly repository: string;
  /** Tags that it holds for; every tag when absent. */
  readonly tags?: RegExp;
  /** Reference of the base that it is built on: what is known of that holds for it too, unless it says otherwise. */
  readonly on?: string;
  readonly distribution?: { readonly id: string; readonly version?: string };
  /** How a tag begins that names the release: its first group, where `distribution` names none. */
  readonly release?: RegExp;
  readonly user?: string;
  readonly workdir?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Whether `env` names all variables. @default false */
  readonly wholeEnv?: boolean;
  readonly entrypoint?: readonly string[];
  readonly cmd?: readonly string[];
  readonly ports?: readonly number[];
  /** Commands on PATH. */
  readonly commands?: readonly string[];
  readonly packages?: readonly string[];
  /** Packages of pip or conda that programs on PATH find. */
  readonly libraries?: readonly string[];
  /** Files that everybody may read, of which only that is known. */
  readonly readable?: readonly string[];
  /** Texts of files, by path. */
  readonly files?: Readonly<Record<string, string>>;
  /** Commands, packages and paths that are known not to be there. */
  readonly lacks?: readonly string[];
  /** Nothing is below these folders. */
  readonly empty?: readonly string[];
  /** Where this is written, and the day on which it was looked up (`YYYY-MM-DD`). */
  readonly source: string;
  readonly date: string;
}

/** A base as the table of known bases describes it: facts are inherited, not seen. */
export function knownBase(base: KnownBase, reference: string): Container {
  const unsaid = notKnown(`the table of known bases does not say it of ${reference}`);
  const said = <T>(value: T | undefined): Fact<T> => (value === undefined ? unsaid : known(value, 'inherited'));
  const lacks = (name: string) => base.lacks?.includes(name) === true;
  const presence = <T>(name: string, there: boolean, value: T): Fact<T | undefined> =>
    there ? known(value, 'inherited') : lacks(name) ? known(undefined, 'inherited') : unsaid;
  const start = (words: readonly string[] | undefined) =>
    words === undefined
      ? unsaid
      : known(words.length === 0 ? undefined : { arguments: words, shell: false }, 'inherited');
  const empty = (path: string) => base.empty?.some((folder) => path === folder || path.startsWith(`${folder}/`));
  const program = (name: string) => base.commands?.includes(name) === true;
  return {
    ...unknownBase(unsaid.reason),
    distribution: said(base.distribution),
    user: said(base.user),
    workdir: said(base.workdir ?? '/'),
    entrypoint: start(base.entrypoint),
    cmd: start(base.cmd),
    ports: base.ports
      ? known(
          base.ports.map((number) => ({ number, protocol: 'tcp' as const })),
          'inherited',
        )
      : unsaid,
    bases: known([], 'inherited'),
    env: (name) =>
      base.wholeEnv && base.env?.[name] === undefined
        ? known(undefined, 'inherited')
        : presence(name, base.env?.[name] !== undefined, base.env?.[name]),
    file: (path) => {
      const [, name = ''] = /^(?:\/usr)?\/s?bin\/([^/]+)$/.exec(path) ?? [];
      if (empty(path)) return known(undefined, 'inherited');
      return presence(
        path,
        base.files?.[path] !== undefined || base.readable?.includes(path) === true || program(name),
        entry(path, program(name) ? 0o755 : 0o644),
      );
    },
    text: (path) => presence(path, base.files?.[path] !== undefined, base.files?.[path]),
    below: (path) => (empty(path) ? known([], 'inherited') : unsaid),
    command: (name) => presence(name, program(name), entry(`/usr/bin/${name}`, 0o755)),
    package: (name) => presence<Package>(name, base.packages?.includes(name) === true, { name }),
    library: (name) => presence<Package>(name, base.libraries?.includes(name) === true, { name }),
  };
}

const entry = (path: string, mode: number): FileEntry => ({
  path,
  kind: 'file',
  mode: known(mode, 'inherited'),
  owner: known({ uid: 0, gid: 0 }, 'inherited'),
  size: notKnown('the table of known bases gives no sizes'),
});
