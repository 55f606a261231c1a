import type { ShellCommand, Subshell } from '../../facts';
import { join } from '../../view/path';
import { readArguments } from './arguments';
import { NOWHERE } from './tree';

/** What a running shell has of its own: where it is, and which programs it finds first. */
interface Own {
  readonly folder: string;
  readonly before: string;
  /** Folder that `activate` or an assignment put first in PATH. */
  readonly first?: string;
}

/** The shells of one RUN, each with its folder; what one that ended did to its own is gone. */
export class ShellState {
  private readonly own = new Map<Subshell | undefined, Own>();
  /** Folders that `pushd` left. */
  private readonly left: string[] = [];

  constructor(folder: string) {
    this.own.set(undefined, { folder, before: NOWHERE });
  }

  private of(subshell: Subshell | undefined): Own {
    const found = this.own.get(subshell);
    if (found) return found;
    const own = this.of(subshell?.outer);
    this.own.set(subshell, own);
    return own;
  }

  folder({ subshell }: ShellCommand): string {
    return this.of(subshell).folder;
  }

  /** Folder of the programs that are found before those of PATH, where there is one. */
  first({ subshell, environment }: ShellCommand): string | undefined {
    const path = environment.find(({ name }) => name === 'PATH');
    return path === undefined ? this.of(subshell).first : firstOf(path.value);
  }

  /**
   * Carries out what changes the shell itself.
   *
   * @returns whether the command was one of those
   */
  change(command: ShellCommand): boolean {
    const { name = '', arguments: words, subshell, conditional } = command;
    const own = this.of(subshell);
    if (name === 'cd' || name === 'pushd' || name === 'popd') {
      const { operands } = readArguments(words);
      const to = name === 'popd' ? this.left.pop() : operands.length === 0 ? '/root' : operands[0];
      if (name === 'pushd') this.left.push(own.folder);
      const there = to === undefined ? NOWHERE : to === '-' ? own.before : join(own.folder, to);
      // One that may not happen leaves the folder open, unless it leads nowhere else.
      const folder = conditional && there !== own.folder ? NOWHERE : there;
      this.own.set(subshell, { ...own, folder, before: own.folder });
      return true;
    }
    const first = activated(command) ?? (name === 'export' ? exportedPath(words) : undefined);
    if (first !== undefined) this.own.set(subshell, { ...own, first });
    return activated(command) !== undefined;
  }
}

/** The programs of an environment that is made the current one: `. /opt/venv/bin/activate`, `conda activate lab`. */
function activated({ name = '', arguments: words }: ShellCommand): string | undefined {
  if (/^(?:conda|mamba|micromamba)$/.test(name)) return words[0] === 'activate' ? NOWHERE : undefined;
  if (name !== '.' && name !== 'source') return undefined;
  const [, folder] = /^(\/.*)\/activate$/.exec(words[0] ?? '') ?? [];
  if (words[0] === 'activate' || (folder !== undefined && words.length > 1)) return NOWHERE;
  return folder;
}

const exportedPath = (words: readonly (string | undefined)[]): string | undefined => {
  const path = words.find((word) => word?.startsWith('PATH='));
  return path === undefined ? undefined : firstOf(path.slice('PATH='.length));
};

/** A PATH that begins with what it was before puts nothing first. */
const firstOf = (path: string | undefined): string | undefined => {
  const [first = ''] = path?.split(':') ?? [];
  return first.startsWith('/') ? first : undefined;
};
