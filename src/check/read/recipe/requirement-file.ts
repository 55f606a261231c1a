import { join, parents } from '../../view/path';
import type { RecipeState } from './state';

/** Files that name each other deeper than this stand in a circle. */
const DEEPEST = 5;
/** Options of a list that say where packages come from, not which. */
const ELSEWHERE =
  /^(?:-c|--constraint|-i|--index-url|--extra-index-url|--no-index|-f|--find-links|--no-binary|--only-binary|--prefer-binary|--require-hashes|--pre|--trusted-host|--use-feature)(?:[\s=]|$)/;

/**
 * What a list of requirements (`pip install -r FILE`) names, as written; undefined for what is not known: a list that nobody
 * copied, an address or a folder, and what is installed on some machines only.
 */
export function requirementsIn(state: RecipeState, path: string, depth = 0): readonly (string | undefined)[] {
  const found = state.tree.find(path);
  if (depth > DEEPEST || !found.known || !found.value?.text.known) return [undefined];
  const lines = found.value.text.value.replace(/\\\r?\n/g, ' ').split(/\r?\n/);
  return lines.flatMap((line): readonly (string | undefined)[] => {
    const text = line.replace(/(?:^|\s)#.*$/, '').trim();
    const [, other] = /^(?:-r|--requirement)[\s=]*(\S+)$/.exec(text) ?? [];
    if (other !== undefined) return requirementsIn(state, join(parents(path)[0] ?? '/', other), depth + 1);
    if (text === '' || ELSEWHERE.test(text)) return [];
    const requirement = text.replace(/\s+--(?:hash|config-settings|global-option)[\s=].*$/, '');
    return [/^-|;/.test(requirement) ? undefined : requirement];
  });
}
