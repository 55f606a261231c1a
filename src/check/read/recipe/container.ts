import { type Container, type Fact, type FileEntry, known, notKnown, type Port } from '../../facts';
import { libraryName } from '../../view/library-name';
import { join } from '../../view/path';
import type { RecipeState } from './state';

/** Folders that a command is looked for in when the environment names none. */
const PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** What a recipe makes, as rules ask for it. */
export function containerOf(state: RecipeState, beside: Container['beside']): Container {
  const { base, tree } = state;
  return {
    platform: state.platform ?? base.platform,
    distribution: base.distribution,
    user: state.user ?? base.user,
    workdir: state.workdir ?? base.workdir,
    entrypoint: state.entrypoint ?? base.entrypoint,
    // A builder forgets the command of the base when the recipe names an entrypoint.
    cmd: state.cmd ?? (state.entrypoint ? known(undefined) : base.cmd),
    ports: portsOf(state),
    created: notKnown('a recipe does not say when it is built'),
    bases: state.lineage,
    history: state.history,
    onBuild: known([]),
    beside,
    variables: [...state.variables.values()],
    labels: [...state.labels.values()],
    env: (name) => state.env(name),
    label: (name) => {
      const own = state.labels.get(name);
      if (own === undefined) return base.label(name);
      return own.value.known ? { ...own.value, ...(own.place ? { place: own.place } : {}) } : own.value;
    },
    file: (path) => tree.find(path),
    text: (path) => {
      const found = tree.find(path);
      if (!found.known) return found;
      if (found.value === undefined) return known(undefined, found.strength);
      const { text, place } = found.value;
      return text.known ? { ...text, ...(place && !text.place ? { place } : {}) } : text;
    },
    below: (path, wanted) => tree.below(path, wanted),
    command: (name) => commandOf(state, name),
    package: (name) => {
      if (state.packages.has(name)) {
        const found = state.packages.get(name);
        return known(found, 'inferred', found?.place);
      }
      return state.packagesLost === undefined
        ? base.package(name)
        : unlessPresent(base.package(name), state.packagesLost);
    },
    library: (written) => {
      const name = libraryName(written);
      const found = state.libraries.get(name);
      if (found && searched(state).includes(found.folder))
        return known(found.package, 'inferred', found.package?.place);
      const { librariesLost } = state;
      return librariesLost === undefined ? base.library(name) : unlessPresent(base.library(name), librariesLost);
    },
  };
}

function portsOf({ ports, base }: RecipeState): Fact<readonly Port[]> {
  const lost = ports.find((port) => !port.known);
  if (lost && !lost.known) return lost;
  const own = ports.flatMap((port) => (port.known ? [port.value] : []));
  if (!base.ports.known) return own.length > 0 ? known(own, 'inferred') : base.ports;
  return known([...base.ports.value, ...own]);
}

/** Folders of its PATH. */
function searched(state: RecipeState): readonly string[] {
  const path = state.env('PATH');
  return (path.known ? (path.value ?? PATH) : PATH).split(':').filter((folder) => folder.startsWith('/'));
}

/** Looks a command up on PATH, as a shell would. */
function commandOf(state: RecipeState, name: string): Fact<FileEntry | undefined> {
  const path = state.env('PATH');
  let reason: string | undefined;
  for (const folder of searched(state)) {
    const own = state.tree.own(join(folder, name));
    const found = own?.known && own.value?.kind === 'link' ? state.tree.find(join(folder, name)) : own;
    if (found?.known && found.value?.kind === 'file') return known(found.value, found.strength, found.place);
    if (found && !found.known) reason ??= found.reason;
  }
  const below = state.base.command(name);
  if (below.known && below.value) return below;
  if (reason !== undefined) return notKnown(reason);
  return path.known ? below : unlessPresent(below, path.reason);
}

/** That something is there is known; that nothing is there is not. */
const unlessPresent = <T>(fact: Fact<T | undefined>, reason: string): Fact<T | undefined> =>
  fact.known && fact.value === undefined ? notKnown(reason) : fact;
