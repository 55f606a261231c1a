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

/** Options with which a program for single packages changes what is installed. */
const CHANGES: Readonly<Record<'dpkg' | 'rpm', RegExp>> = {
  dpkg: /^-[irP]|^--(?:install|unpack|remove|purge)$/,
  rpm: /^-[iUFe]|^--(?:install|upgrade|freshen|reinstall|erase)$/,
};

/** Programs of JupyterLab, and names of packages that may need it. */
const LAB = ['jupyter', 'jupyter-lab'];
const MAY_BRING = /jupyter|notebook|lab|voila|elyra|^nb/;

/** What packages bring with them that rules ask for. */
const LIBRARIES: Readonly<Record<string, readonly string[]>> = {
  jupyter: ['jupyterlab'],
  notebook: ['jupyterlab'],
};

/** Where a command runs. */
interface Where {
  readonly folder: string;
  /** Folder of the programs that its shell finds first. */
  readonly first?: string | undefined;
}

/** Carries out what a package manager is told to do; false when the command is none. */
export function install(state: RecipeState, command: ShellCommand, { folder: at, first }: Where): boolean {
  const { name = '', place } = command;
  if (name === 'dpkg' || name === 'rpm') {
    if (command.arguments.some((word) => CHANGES[name].test(word ?? ''))) losePackages(state, command);
    return true;
  }
  const manager = MANAGERS[name];
  if (manager !== undefined && Object.hasOwn(MANAGERS, name)) {
    const { operands } = readArguments(command.arguments, VALUED);
    const [verb = '', ...packages] = operands;
    if (manager.add.test(verb)) for (const one of packages) addPackage(state, command, one);
    else if (manager.remove.test(verb)) for (const one of packages) if (one) removePackage(state, one);
    if (/^group/.test(verb)) losePackages(state, command);
    return true;
  }
  const python = pythonPackages(command, first);
  if (python === undefined) return false;
  const listed = (python.lists ?? []).flatMap((file) =>
    file === undefined ? [undefined] : requirementsIn(state, join(at, file)),
  );
  for (const one of [...python.packages, ...listed]) {
    const library = one === undefined ? undefined : readRequirement(one);
    const lost = `what "${command.text.slice(0, 60)}" installs is not known`;
    if (one === undefined) state.tree.close(python.folder(state), lost);
    // What is in a folder or at an address may need anything.
    else if (library === undefined || (PYTHON[library.name] === undefined && MAY_BRING.test(library.name)))
      for (const program of LAB) state.tree.close(join(python.folder(state), program), lost);
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
  // A path, an address or a group of packages says no names.
  if (word === undefined || /^[./~@]|:\/\/|\.(?:deb|rpm|apk)$/.test(word)) return losePackages(state, command);
  // name=version (apt), name:architecture, name/release.
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

function removePackage(state: RecipeState, name: string): void {
  state.packages.set(name, undefined);
  for (const program of COMMANDS[name] ?? [name])
    if (/^[\w.+-]+$/.test(program)) state.tree.remove(`/usr/bin/${program}`);
}

/** From here on any package may be there, with its programs and settings. */
function losePackages(state: RecipeState, { text }: ShellCommand): void {
  state.packagesLost ??= `what "${text.slice(0, 60)}" installs is not known`;
  for (const folder of ['/usr/bin', '/usr/sbin', '/etc']) state.tree.close(folder, state.packagesLost);
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

/**
 * Packages that pip or conda are told to install, and the folder of their programs.
 *
 * @param first folder of the programs that this shell finds first
 */
function pythonPackages(command: ShellCommand, first?: string): PythonInstall | undefined {
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
      folder: (state) => (user ? '/root/.local/bin' : (own ?? first ?? pipFolder(state))),
    };
  }
  if (!/^(conda|mamba|micromamba)$/.test(name)) return undefined;
  // What it runs there may install anything.
  if (verb === 'run' || verb === 'env') return { packages: [undefined], folder: condaFolder(options) };
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

/** The pip that PATH finds, as far as the recipe made it; else that of the distribution. */
function pipFolder(state: RecipeState): string {
  const path = state.env('PATH');
  const folders = path.known ? (path.value ?? '').split(':') : [];
  const own = folders.find((folder) => {
    const pip = folder.startsWith('/') ? state.tree.own(join(folder, 'pip')) : undefined;
    return pip?.known === true && pip.value !== undefined;
  });
  return own ?? '/usr/local/bin';
}

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
