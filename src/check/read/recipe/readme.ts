import { type Fact, known, notKnown } from '../../facts';
import type { BuildContext } from '../dockerfile/context';

/** Text of the README that lies beside a recipe; undefined when there is none. */
export function readmeOf(context: BuildContext | undefined): Fact<string | undefined> {
  if (context === undefined) return notKnown('the folder of the recipe was not read');
  if (!context.entries.known) return context.entries;
  const file = context.entries.value.find(({ path, kind }) => kind === 'file' && /^\/readme(?:\.\w+)?$/i.test(path));
  return file === undefined ? known(undefined) : file.text();
}
