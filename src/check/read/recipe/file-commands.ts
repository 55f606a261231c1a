import { type Fact, known, notKnown, type ShellCommand } from '../../facts';
import { join, nameOf } from '../../view/path';
import { readArguments } from './arguments';
import { changeMode } from './mode';
import type { RecipeState } from './state';

type Effect = (state: RecipeState, command: ShellCommand, resolve: (path: string) => string) => void;

/** What commands on files do to what a recipe has made. */
export const FILE_COMMANDS: Readonly<Record<string, Effect>> = {
  mkdir: (state, { arguments: words, place }, resolve) => {
    const { options, operands } = readArguments(words, ['-m', '--mode']);
    const mode = changeMode(options.get('-m') ?? options.get('--mode') ?? '755', 0o755, true);
    each(state, operands, resolve, (path) =>
      state.write(path, notKnown('a folder'), { kind: 'folder', mode: modeOf(mode), place, size: known(0) }),
    );
  },
  touch: (state, { arguments: words, place }, resolve) =>
    each(state, readArguments(words, ['-t', '-r', '-d']).operands, resolve, (path) => {
      const found = state.tree.find(path);
      if (found.known && found.value === undefined) state.write(path, known('', 'inferred'), { place });
      if (!found.known) state.write(path, notKnown('only its presence is known'), { place });
    }),
  rm: (state, { arguments: words }, resolve) =>
    each(state, readArguments(words).operands, resolve, (path) => {
      const folder = path.replace(/\/\*$/, '');
      const below = folder === path ? undefined : state.tree.below(folder);
      if (below === undefined) {
        // A pattern in a name takes away what it matches; what else is there stays.
        if (!/[*?[]/.test(path)) state.tree.remove(path);
      } else if (below.known) for (const entry of below.value) state.tree.remove(entry.path);
    }),
  rmdir: (state, { arguments: words }, resolve) =>
    each(state, readArguments(words).operands, resolve, (path) => state.tree.remove(path)),
  ln: (state, { arguments: words, place }, resolve) => {
    const { options, operands } = readArguments(words, ['-t']);
    const target = operands[0];
    const link = operands[1] ?? (target === undefined ? undefined : nameOf(target));
    if (target === undefined || link === undefined) return state.lose('a link whose ends are not known is made');
    const folder = state.tree.find(resolve(link));
    const path = folder.known && folder.value?.kind === 'folder' ? join(resolve(link), nameOf(target)) : resolve(link);
    const at = options.has('-s') || options.has('--symbolic') ? target : resolve(target);
    state.write(path, notKnown('a link'), { kind: 'link', target: at, mode: known(0o777, 'inferred'), place });
  },
  cp: (state, command, resolve) => copy(state, command, resolve, false),
  mv: (state, command, resolve) => copy(state, command, resolve, true),
  install: (state, command, resolve) => {
    const { options, operands } = readArguments(command.arguments, ['-m', '--mode', '-o', '-g', '-t']);
    const mode = changeMode(options.get('-m') ?? options.get('--mode') ?? '755', 0o755, false);
    if (options.has('-d')) return FILE_COMMANDS.mkdir?.(state, command, resolve);
    const target = operands.at(-1);
    if (target === undefined) return state.lose('a file is installed where we do not know');
    for (const source of operands.slice(0, -1)) copyOne(state, source, target, resolve, command, modeOf(mode));
  },
  chmod: (state, { arguments: words, place }, resolve) => {
    // `-x` is a mode here, no option.
    const operands = words.filter((word) => !/^-[Rcfv]+$|^--/.test(word ?? ''));
    const recursive = words.some((word) => /^-[cfv]*R|^--recursive$/.test(word ?? ''));
    const [change, ...files] = operands;
    each(state, files, resolve, (path) => {
      const below = recursive || /\/\*/.test(path) ? state.tree.below(path.replace(/\/\*.*$/, '')) : known([]);
      const named = /[*?[]/.test(path) ? [] : [path];
      for (const one of [...named, ...(below.known ? below.value.map((entry) => entry.path) : [])]) {
        setMode(state, one, change, place);
      }
    });
  },
  chown: () => undefined,
  chgrp: () => undefined,
  setfacl: () => undefined,
  sed: (state, { arguments: words, place }, resolve) => {
    if (!words.some((word) => /^-[a-z]*i|^--in-place/.test(word ?? ''))) return;
    const file = words.at(-1);
    if (file === undefined) return state.lose('sed changes a file that is not known');
    const found = state.tree.find(resolve(file));
    const mode = found.known && found.value ? found.value.mode : notKnown('the mode of the file is not known');
    state.write(resolve(file), notKnown(`sed changes ${resolve(file)}`), { mode, place });
  },
  tee: (state, command, resolve) =>
    each(state, readArguments(command.arguments).operands, resolve, (path) =>
      state.write(path, notKnown('tee writes it'), { place: command.place }),
    ),
  'dbus-uuidgen': (state, { place }) =>
    state.write('/var/lib/dbus/machine-id', known('made when built\n', 'inferred'), { place }),
  'systemd-machine-id-setup': (state, { place }) =>
    state.write('/etc/machine-id', known('made when built\n', 'inferred'), { place }),
  wget: (state, { arguments: words, place }, resolve) => {
    const { options, operands } = readArguments(words, ['-O', '--output-document', '-P', '--header', '-o', '-U', '-t']);
    const out =
      options.get('-O') ?? options.get('--output-document') ?? nameOf((operands[0] ?? '').replace(/[?#].*$/, ''));
    if (out !== '-' && out !== '') state.write(resolve(out), notKnown('it is fetched from elsewhere'), { place });
  },
  curl: (state, { arguments: words, place }, resolve) => {
    const { options, operands } = readArguments(words, ['-o', '--output', '-H', '-X', '-d', '-u', '--retry']);
    const remote = options.has('-O') ? nameOf((operands[0] ?? '').replace(/[?#].*$/, '')) : undefined;
    const out = options.get('-o') ?? options.get('--output') ?? remote;
    if (out) state.write(resolve(out), notKnown('it is fetched from elsewhere'), { place });
  },
  tar: (state, { arguments: words }, resolve) => {
    const { options } = readArguments(words, ['-C', '--directory', '-f', '--file']);
    state.tree.close(resolve(options.get('-C') ?? options.get('--directory') ?? '.'), 'an archive is unpacked there');
  },
  unzip: (state, { arguments: words }, resolve) => {
    const { options } = readArguments(words, ['-d']);
    state.tree.close(resolve(options.get('-d') ?? '.'), 'an archive is unpacked there');
  },
};

/** Does something to every path; one that is not known leaves everything unknown. */
function each(
  state: RecipeState,
  operands: readonly (string | undefined)[],
  resolve: (path: string) => string,
  effect: (path: string) => void,
): void {
  for (const operand of operands) {
    if (operand === undefined) state.lose('a command changes a file whose name is not known');
    else effect(resolve(operand));
  }
}

const modeOf = (mode: number | undefined): Fact<number> =>
  mode === undefined ? notKnown('the mode cannot be read') : known(mode, 'inferred');

function setMode(state: RecipeState, path: string, change: string | undefined, place: ShellCommand['place']): void {
  const found = state.tree.find(path);
  const before = found.known && found.value?.mode.known ? found.value.mode.value : undefined;
  const node = found.known ? found.value : undefined;
  const mode = change === undefined ? undefined : changeMode(change, before, node?.kind === 'folder');
  const fact =
    mode === undefined
      ? notKnown(`what chmod ${change ?? ''} makes of ${path} is not known`)
      : known(mode, 'inferred', place);
  if (node) state.tree.put({ ...node, mode: fact });
  else state.write(path, notKnown(`what is in ${path} is not known`), { mode: fact, place });
}

function copy(state: RecipeState, command: ShellCommand, resolve: (path: string) => string, move: boolean): void {
  const { options, operands } = readArguments(command.arguments, ['-t', '--target-directory']);
  const folder = options.get('-t') ?? options.get('--target-directory');
  const target = folder === undefined ? operands.at(-1) : `${folder}/`;
  if (target === undefined) return state.lose('files are copied to a place that is not known');
  for (const source of folder === undefined ? operands.slice(0, -1) : operands) {
    copyOne(state, source, target, resolve, command);
    if (move && source !== undefined && !/[*?[]/.test(source)) state.tree.remove(resolve(source));
  }
}

function copyOne(
  state: RecipeState,
  source: string | undefined,
  target: string,
  resolve: (path: string) => string,
  { place }: ShellCommand,
  mode?: Fact<number>,
): void {
  const into = state.tree.find(resolve(target));
  const isFolder = target.endsWith('/') || target === '.' || (into.known && into.value?.kind === 'folder');
  if (source === undefined || /[*?[]/.test(source)) return state.tree.close(resolve(target), 'files are copied there');
  const path = isFolder ? join(resolve(target), nameOf(source)) : resolve(target);
  const found = state.tree.find(resolve(source));
  if (found.known && found.value?.kind === 'file')
    state.tree.put({ ...found.value, path, ...(mode ? { mode } : {}), ...(place ? { place } : {}) });
  else if (found.known && found.value?.kind === 'folder') state.tree.close(path, 'a folder is copied there');
  else
    state.write(path, notKnown('what is copied there is not known'), {
      mode: mode ?? notKnown('its mode is not known'),
      place,
    });
}
