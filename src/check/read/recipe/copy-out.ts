import { type Container, type Fact, notKnown, type Owner } from '../../facts';
import type { Place } from '../../rule';
import { join, nameOf, normal } from '../../view/path';
import type { RecipeState } from './state';

/** What is copied out of another container, and where to. */
export interface CopyOut {
  readonly image: Container;
  /** The container as messages name it. */
  readonly name: string;
  readonly source: string;
  readonly target: string;
  /** Whether the target is a folder that is there, or is to be one. */
  readonly isFolder: boolean;
  /** In place of the mode that it has there. */
  readonly mode?: Fact<number> | undefined;
  readonly owner?: Fact<Owner>;
  readonly place: Place;
}

/** Copies a file, or a folder with what is known of it, out of an earlier stage or another image. */
export function copyOut(state: RecipeState, copy: CopyOut): void {
  const { image, name, source, target, isFolder, mode, owner, place } = copy;
  if (/[*?[]/.test(source)) return state.tree.close(target, `what ${source} in ${name} is, is not known`);
  const path = normal(source);
  const found = image.file(path);
  const write = (at: string, text: Fact<string | undefined>, own: Fact<number>) =>
    state.write(at, text.known ? there(text) : text, {
      mode: mode ?? own,
      place,
      ...(owner ? { owner } : {}),
    });
  if (found.known && found.value?.kind === 'file')
    return write(isFolder ? join(target, nameOf(path)) : target, image.text(path), found.value.mode);
  const below = image.below(path);
  if (below.known && found.known && found.value?.kind === 'folder') {
    for (const entry of below.value) {
      if (entry.kind !== 'file') continue;
      write(join(target, `.${entry.path.slice(path.length)}`), image.text(entry.path), entry.mode);
    }
  }
  state.tree.close(target, `what ${source} in ${name} holds is not known`);
}

/** A file whose text nobody knows is there all the same. */
const there = (text: Fact<string | undefined> & { known: true }): Fact<string> =>
  text.value === undefined ? notKnown('it is not known') : { ...text, value: text.value };
