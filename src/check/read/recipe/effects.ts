import { known, notKnown, type ShellCommand } from '../../facts';
import { join } from '../../view/path';
import { readArguments } from './arguments';
import { echoed, escaped, escapesOf } from './echo';
import { FILE_COMMANDS } from './file-commands';
import { install } from './installs';
import type { ShellState } from './shell-state';
import type { RecipeState } from './state';

/** Commands that leave the file system as it is, as far as any rule asks. */
const HARMLESS = new Set(
  (
    'echo printf true false test [ [[ exit return set shift trap wait export unset readonly local declare read ' +
    'cat ls grep egrep head tail sort uniq wc awk cut tr xargs which type command env id whoami date sleep uname ' +
    'locale-gen update-locale update-ca-certificates ldconfig debconf-set-selections dpkg-reconfigure ' +
    'add-apt-repository apt-key gpg gpgconf rpmkeys apt-mark apt-cache apt-config yum-config-manager ' +
    'fix-permissions fc-cache sha256sum md5sum cmp diff useradd groupadd usermod adduser addgroup deluser userdel passwd ' +
    'chpasswd hash pwd umask ulimit dirname basename sync sudo nohup time nice exec gosu su : update-alternatives'
  ).split(' '),
);

/** Commands that build or fetch software: it lands where such things go, not in the distribution's own files. */
const BUILDS = new Set(
  (
    'make gmake cmake ninja meson configure gcc g++ cc gfortran cargo go npm yarn pnpm npx node R Rscript julia perl cpan ' +
    'cpanm ruby gem python python2 python3 jupyter jlpm uv pipx poetry virtualenv git svn hg'
  ).split(' '),
);
const SOFTWARE = ['/usr/local', '/opt', '/root', '/home', '/usr/share', '/usr/lib'];

/**
 * Carries out one simple command of a recipe, as far as it is understood. One that is not understood leaves everything
 * that is not certain unknown: it may have done anything.
 *
 * @param shell that runs it, and others of the same script
 */
export function applyCommand(state: RecipeState, command: ShellCommand, shell: ShellState): void {
  const { name } = command;
  const folder = shell.folder(command);
  for (const { path } of command.writes)
    if (path === undefined) state.lose(reasonOf(command, 'writes a file that is not known'));
  redirect(state, command, folder);
  if (shell.change(command)) return;
  if (name === undefined) return state.lose(reasonOf(command, 'runs a command that is not known'));
  if (HARMLESS.has(name) || onlyTries(command)) return;
  // What it runs is a command of its own.
  if (SHELLS.has(name) && isText(command)) return;
  const apply = FILE_COMMANDS[name];
  if (command.conditional) {
    state.lose(reasonOf(command, 'may or may not run'));
  } else if (apply !== undefined && Object.hasOwn(FILE_COMMANDS, name)) {
    apply(state, command, (path) => join(folder, path));
  } else if (!install(state, command, { folder, first: shell.first(command) })) {
    const environment = environmentOf(command);
    if (environment !== undefined) {
      for (const program of ['python', 'python3', 'pip'])
        state.write(join(folder, `${environment}/bin/${program}`), notKnown('a program'), {
          mode: known(0o755, 'inferred'),
          place: command.place,
        });
    } else if (!BUILDS.has(name)) state.lose(reasonOf(command, 'may do anything'));
    else for (const path of [folder, ...SOFTWARE]) state.tree.close(path, reasonOf(command, 'may put files there'));
  }
}

/** Whether a shell is given its script as a text, by `-c` or a here-document. */
const isText = ({ arguments: words, input }: ShellCommand) =>
  words.some((word) => /^-[a-z]*c$/.test(word ?? '')) ||
  (input !== undefined && words.every((word) => word?.startsWith('-') === true));

const SHELLS = new Set(['sh', 'bash', 'dash', 'ash', 'zsh']);

/** Whether a command only shows that software is there: `jupyter lab --version`, `python -c "import astropy"`. */
const onlyTries = ({ name = '', arguments: words }: ShellCommand): boolean =>
  words.at(-1) === '--version' ||
  (/^python[\d.]*$/.test(name) && words.length === 2 && words[0] === '-c' && IMPORTS.test(words[1] ?? ''));
const IMPORTS = /^\s*import [\w., ]+(?:;\s*print\([^()]*(?:\([^()]*\))?[^()]*\))?\s*$/;

/** `echo text > file`, `cat > file <<EOF`. The file keeps its mode when it is there. */
function redirect(state: RecipeState, command: ShellCommand, folder: string): void {
  const { place, conditional } = command;
  for (const { path, append } of command.writes) {
    if (path === undefined || path.startsWith('/dev/')) continue;
    const at = join(folder, path);
    const told = textOf(state, command);
    const found = state.tree.find(at);
    const before = append ? found : known(undefined);
    const mode = found.known ? found.value?.mode : undefined;
    const options = { place, ...(mode ? { mode } : {}) };
    if (told === undefined || conditional || !before.known || (before.value && !before.value.text.known)) {
      state.write(at, notKnown(reasonOf(command, 'writes it')), options);
    } else {
      const start = before.value?.text.known ? before.value.text.value : '';
      state.write(at, known(start + told, 'inferred', place), options);
    }
  }
}

/** What a command prints, where that is plain. */
function textOf(state: RecipeState, command: ShellCommand): string | undefined {
  const { name = '', arguments: words, input } = command;
  if (name === ':' || name === 'true') return '';
  if (name === 'cat' || name === 'tee') return words.length === 0 || name === 'tee' ? input : undefined;
  if (words.includes(undefined)) return undefined;
  if (name === 'echo') return echoed(words as string[], escapesOf(state, command));
  if (name !== 'printf') return undefined;
  const [format = '', ...values] = words as string[];
  if (values.length === 0) return format.includes('%') ? undefined : escaped(format);
  const one = /^[^%]*%s[^%]*$/.test(format);
  return one ? values.map((value) => escaped(format).replace('%s', () => value)).join('') : undefined;
}

/** Folder that `python3 -m venv FOLDER` makes. */
function environmentOf({ name = '', arguments: words }: ShellCommand): string | undefined {
  const [flag, module, ...rest] = words;
  const { operands } = readArguments(rest, ['--prompt']);
  return /^python[\d.]*$/.test(name) && flag === '-m' && module === 'venv' && operands.length === 1
    ? operands[0]
    : undefined;
}

const reasonOf = ({ text, place }: ShellCommand, what: string) => {
  const short = text.length > 50 ? `${text.slice(0, 47)}...` : text;
  return `${place?.line === undefined ? '' : `line ${place.line}: `}"${short}" ${what}`;
};
