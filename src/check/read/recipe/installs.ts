import { known, notKnown, type Package, type ShellCommand } from '../../facts';
import { libraryName } from '../../view/library-name';
import { join } from '../../view/path';
import { readArguments } from './arguments';
import { requirementsIn } from './requirement-file';
import type { RecipeState } from './state';

const VALUED = [
  '-t',
  '--target-release',
  '-o',
  '--option',
  '-n',
  '--name',
  '-p',
  '--prefix',
  '-c',
  '--channel',
  '-r',
  '--requirement',
  '-i',
  '--index-url',
  '--extra-index-url',
  '-f',
  '--file',
  '--repo',
  '--enablerepo',
  '-X',
  '--repository',
];

/** Package managers of distributions, and their words for "install" and "remove". */
const MANAGERS: Readonly<Record<string, { readonly add: RegExp; readonly remove: RegExp }>> = {
  'apt-get': { add: /^install$/, remove: /^(remove|purge)$/ },
  apt: { add: /^install$/, remove: /^(remove|purge)$/ },
  aptitude: { add: /^install$/, remove: /^(remove|purge)$/ },
  yum: { add: /^(install|localinstall)$/, remove: /^(remove|erase)$/ },
  dnf: { add: /^install$/, remove: /^(remove|erase)$/ },
  microdnf: { add: /^install$/, remove: /^remove$/ },
  apk: { add: /^add$/, remove: /^del$/ },
  zypper: { add: /^(install|in)$/, remove: /^(remove|rm)$/ },
};

/** Packages that bring others with them, or are others under another name. */
const BRINGS: Readonly<Record<string, readonly string[]>> = {
  sssd: ['sssd-common', 'sssd-client', 'libnss-sss'],
  'sssd-common': ['libnss-sss'],
};

/** Commands that a package puts on PATH, beside one of its own name. */
const COMMANDS: Readonly<Record<string, readonly string[]>> = {
  acl: ['setfacl', 'getfacl', 'chacl'],
  bash: ['bash'],
  coreutils: ['cp', 'mkdir', 'ls'],
  xterm: ['xterm'],
  jq: ['jq'],
  curl: ['curl'],
  sudo: ['sudo'],
  dbus: ['dbus-uuidgen'],
};

/** What Python packages put into their `bin`. JupyterLab depends on the package that has `jupyter`. */
const PYTHON: Readonly<Record<string, readonly string[]>> = {
  jupyterlab: ['jupyter', 'jupyter-lab'],
  notebook: ['jupyter', 'jupyter-lab', 'jupyter-notebook'],
  jupyter: ['jupyter', 'jupyter-lab', 'jupyter-notebook'],
  'jupyter-core': ['jupyter'],
};

/** What packages bring with them that rules ask for. */
const LIBRARIES: Readonly<Record<string, readonly string[]>> = {
  jupyter: ['jupyterlab'],
  notebook: ['jupyterlab'],
};

/**
 * Carries out what a package manager is told to do; false when the command is none.
 *
 * @param at where the command runs
 */
export function install(state: RecipeState, command: ShellCommand, at: string): boolean {
  const { name = '', place } = command;
  const manager = MANAGERS[name];
  if (manager !== undefined && Object.hasOwn(MANAGERS, name)) {
    const { operands } = readArguments(command.arguments, VALUED);
    const [verb = '', ...packages] = operands;
    if (manager.add.test(verb)) for (const one of packages) addPackage(state, command, one);
    else if (manager.remove.test(verb)) for (const one of packages) if (one) state.packages.set(one, undefined);
    return true;
  }
  const python = pythonPackages(command);
  if (python === undefined) return false;
  const listed = (python.lists ?? []).flatMap((file) =>
    file === undefined ? [undefined] : requirementsIn(state, join(at, file)),
  );
  for (const one of [...python.packages, ...listed]) {
    const library = one === undefined ? undefined : readRequirement(one);
    const lost = `what "${command.text.slice(0, 60)}" installs is not known`;
    if (one === undefined) state.tree.close(python.folder(state), lost);
    if (library === undefined) {
      state.librariesLost ??= lost;
      continue;
    }
    state.librariesLost ??= `what ${library.name} needs is installed with it`;
    const { name } = library;
    const folder = python.folder(state);
    const put = (one: Package) =>
      state.libraries.set(one.name, { package: { ...one, ...(place ? { place } : {}) }, folder });
    for (const other of LIBRARIES[name] ?? []) put({ name: other });
    put(library);
    for (const program of PYTHON[name] ?? []) {
      state.write(join(folder, program), notKnown('a program'), {
        mode: known(0o755, 'inferred'),
        place,
      });
    }
  }
  for (const one of python.removed ?? []) {
    const library = one === undefined ? undefined : readRequirement(one);
    if (library) state.libraries.set(library.name, { package: undefined, folder: python.folder(state) });
  }
  return true;
}

/** What pip or conda is told to install: `torch[extra]==2.5.1+cu124`, `conda-forge::jupyterlab=4.2`. A path or an address has no name. */
function readRequirement(word: string): Package | undefined {
  const [, name, version] =
    /^(?:[\w-]+::)?([A-Za-z0-9](?:[\w.-]*[A-Za-z0-9])?)(?:\[[^\]]*\])?\s*(?:={1,3}\s*([\w.!+-]+)|[=<>!~;@].*)?$/s.exec(
      word,
    ) ?? [];
  if (name === undefined) return undefined;
  return { name: libraryName(name), ...(version === undefined ? {} : { version }) };
}

function addPackage(state: RecipeState, command: ShellCommand, word: string | undefined): void {
  if (word === undefined) {
    state.packagesLost ??= `what "${command.text.slice(0, 60)}" installs is not known`;
    for (const folder of ['/usr/bin', '/usr/sbin', '/etc']) state.tree.close(folder, state.packagesLost);
    return;
  }
  // name=version (apt), name:architecture, name/release; a path or URL of a package keeps its name unknown.
  const [, name = word, version] = /^([^=:/]+)(?::\w+)?(?:=(.+)|\/.+)?$/.exec(word) ?? [];
  for (const one of [name, ...(BRINGS[name] ?? [])]) {
    state.install(one, command.place, one === name ? version : undefined);
    for (const program of COMMANDS[one] ?? [one]) {
      if (/^lib|-dev$/.test(program)) continue;
      state.write(`/usr/bin/${program}`, notKnown('a program'), {
        mode: known(0o755, 'inferred'),
        place: command.place,
      });
    }
    if (one === 'libnss-sss') addSss(state, command);
  }
}

/** Debian's package puts `sss` into three databases by itself (container-rules.md §1b). */
function addSss(state: RecipeState, { place }: ShellCommand): void {
  const path = '/etc/nsswitch.conf';
  const found = state.tree.find(path);
  if (found.known && found.value?.text.known) {
    const text = found.value.text.value.replace(/^(passwd|group|shadow):(.*)$/gm, (line, _, services: string) =>
      /\bsss\b/.test(services) ? line : `${line} sss`,
    );
    state.write(path, known(text, 'inferred'), { place });
  } else state.write(path, notKnown('libnss-sss changes the nsswitch.conf of the base, which is not known'), { place });
}

interface PythonInstall {
  readonly packages: readonly (string | undefined)[];
  /** Files with lists of further packages. */
  readonly lists?: readonly (string | undefined)[];
  readonly removed?: readonly (string | undefined)[];
  readonly folder: (state: RecipeState) => string;
}

/** Packages that pip or conda are told to install, and the folder of their programs. */
function pythonPackages(command: ShellCommand): PythonInstall | undefined {
  const { name = '', path = '' } = command;
  const asModule = /^python[\d.]*$/.test(name) && command.arguments[0] === '-m' && command.arguments[1] === 'pip';
  const uv = name === 'uv' && command.arguments[0] === 'pip';
  const words = asModule ? command.arguments.slice(2) : uv ? command.arguments.slice(1) : command.arguments;
  const { options, operands } = readArguments(words, VALUED);
  const [verb, ...rest] = operands;
  const own = path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : undefined;
  if (/^pip[\d.]*$/.test(name) || asModule || uv) {
    if (verb !== 'install')
      return { packages: [], removed: verb === 'uninstall' ? rest : [], folder: () => '/usr/local/bin' };
    const user = options.has('--user');
    return {
      packages: rest,
      lists: listsOf(words),
      folder: () => (user ? '/root/.local/bin' : (own ?? '/usr/local/bin')),
    };
  }
  if (!/^(conda|mamba|micromamba)$/.test(name)) return undefined;
  if (verb === 'env') return { packages: [undefined], folder: condaFolder(options) };
  if (verb !== 'install' && verb !== 'create')
    return { packages: [], removed: verb === 'remove' ? rest : [], folder: condaFolder(options) };
  const file = options.has('--file') || options.has('-f') ? [undefined] : [];
  return { packages: [...rest, ...file], folder: condaFolder(options) };
}

/** Files that `-r` names, each time that it stands there. */
const listsOf = (words: readonly (string | undefined)[]): readonly (string | undefined)[] =>
  words.flatMap((word, index) => {
    if (word === '-r' || word === '--requirement') return [words[index + 1]];
    const [, file] = /^(?:-r|--requirement=)(.+)$/.exec(word ?? '') ?? [];
    return file === undefined ? [] : [file];
  });

const condaFolder =
  (options: ReadonlyMap<string, string | undefined>) =>
  (state: RecipeState): string => {
    const prefix = options.get('-p') ?? options.get('--prefix');
    if (prefix) return join(prefix, 'bin');
    const environment = options.get('-n') ?? options.get('--name');
    const conda = state.env('CONDA_DIR');
    const root = (conda.known && conda.value) || '/opt/conda';
    return environment === undefined || environment === 'base'
      ? join(root, 'bin')
      : join(root, `envs/${environment}/bin`);
  };
