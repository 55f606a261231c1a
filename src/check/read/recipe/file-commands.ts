import { type Fact, known, notKnown, type ShellCommand } from '../../facts';
import { join, nameOf } from '../../view/path';
import { ignoring } from '../dockerfile/ignore';
import { readArguments } from './arguments';
import { changeMode } from './mode';
import type { RecipeState } from './state';

const PATTERN = /[*?[]/;
/** Actions of find that may change what it finds. */
const FIND_CHANGES = new Set(['-delete', '-exec', '-execdir', '-ok', '-okdir', '-fprint', '-fls']);

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
      if (!PATTERN.test(path)) return state.tree.remove(path);
      // A pattern takes away what it matches; what else is there stays.
      for (const { path: made } of state.tree.matching(path)) state.tree.remove(made);
      const below = path.endsWith('/*') ? state.tree.below(path.slice(0, -2)) : undefined;
      if (below?.known) for (const entry of below.value) state.tree.remove(entry.path);
    }),
  rmdir: (state, { arguments: words }, resolve) =>
    each(state, readArguments(words).operands, resolve, (path) => state.tree.remove(path)),
  ln: (state, { arguments: words, place }, resolve) => {
    const { options, operands } = readArguments(words, ['-t']);
    const into = options.get('-t');
    const last = into === undefined && operands.length > 1 ? operands.at(-1) : undefined;
    const link = into === undefined ? last : `${into}/`;
    for (const target of last === undefined ? operands : operands.slice(0, -1)) {
      if (target === undefined || (link === undefined && operands.length > 1))
        return state.lose('a link whose ends are not known is made');
      const to = link ?? nameOf(target);
      const isFolder = to.endsWith('/') || state.tree.isFolder(resolve(to));
      const path = isFolder ? join(resolve(to), nameOf(target)) : resolve(to);
      const at = options.has('-s') || options.has('--symbolic') ? target : resolve(target);
      state.write(path, notKnown('a link'), { kind: 'link', target: at, mode: known(0o777, 'inferred'), place });
    }
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
      const named = PATTERN.test(path) ? state.tree.matching(path).map((node) => node.path) : [path];
      for (const one of named) {
        const below = recursive ? state.tree.below(one) : known([]);
        for (const each of [one, ...(below.known ? below.value.map((entry) => entry.path) : [])])
          setMode(state, each, change, place);
      }
    });
  },
  chown: () => undefined,
  chgrp: () => undefined,
  setfacl: () => undefined,
  sed: (state, { arguments: words, place }, resolve) => {
    if (!words.some((word) => /^-[a-z]*i|^--in-place/.test(word ?? ''))) return;
    const { options, operands } = readArguments(words, ['-e', '-f', '--expression', '--file', '-l']);
    const script = ['-e', '-f', '--expression', '--file'].some((option) => options.has(option)) ? 0 : 1;
    each(state, operands.slice(script), resolve, (file) => {
      const found = state.tree.find(file);
      const mode = found.known && found.value ? found.value.mode : notKnown('the mode of the file is not known');
      state.write(file, notKnown(`sed changes ${file}`), { mode, place });
    });
  },
  find: (state, { arguments: words, text }, resolve) => {
    const at = words.findIndex((word) => word === undefined || /^[-!(]/.test(word));
    const tests = at < 0 ? [] : words.slice(at);
    const action = tests.find((word) => FIND_CHANGES.has(word ?? ''));
    if (action === undefined) return;
    const [does, change = ''] = action === '-delete' ? ['rm'] : tests.slice(tests.indexOf(action) + 1);
    if (does === 'chown' || does === 'chgrp') return;
    const name =
      tests.includes('-o') || tests.some((word) => word === '!' || word === '-not') ? -1 : tests.indexOf('-name');
    const matches = name < 0 ? () => true : ignoring(tests[name + 1] ?? '*', true);
    const folders = words.slice(0, at);
    each(state, folders.length === 0 ? ['.'] : folders, resolve, (path) => {
      for (const node of state.tree.made(path)) {
        const { mode } = node;
        if (!matches(nameOf(node.path))) continue;
        // A mode that stays what it was does not depend on what is found.
        const after =
          does === 'chmod' && mode.known ? changeMode(change, mode.value, node.kind === 'folder') : undefined;
        if (mode.known && after !== undefined && (after & 0o777) === (mode.value & 0o777)) continue;
        const reason = `"${text.slice(0, 60)}" may change it`;
        if (does === 'chmod') state.tree.put({ ...node, mode: notKnown(reason) });
        else if (node.kind !== 'folder') state.tree.forget(node.path, reason);
      }
    });
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
  const isFolder = target.endsWith('/') || target === '.' || state.tree.isFolder(resolve(target));
  if (source === undefined || PATTERN.test(source) || /(?:^|\/)\.?$/.test(source))
    return state.tree.close(resolve(target), 'files are copied there');
  const path = isFolder ? join(resolve(target), nameOf(source)) : resolve(target);
  const found = state.tree.find(resolve(source));
  if (found.known && found.value?.kind === 'file')
    state.tree.put({ ...found.value, path, ...(mode ? { mode } : {}), ...(place ? { place } : {}) });
  else if (found.known && found.value?.kind === 'folder') state.tree.close(path, 'a folder is copied there');
  else {
    const reason = 'what is copied there is not known';
    state.write(path, notKnown(reason), { mode: mode ?? notKnown('its mode is not known'), place });
    // It may be a folder.
    state.tree.close(path, reason);
  }
}
