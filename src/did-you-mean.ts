import { closest, distance } from 'fastest-levenshtein';

/**
 * What to do about a word that is not known: the nearest known word when it is near enough to be a slip, else all of them.
 *
 * @example
 * ```ts
 * didYouMean('image-tga', ['image-tag', 'probes']); // 'Did you mean "image-tag"?'
 * ```
 */
export function didYouMean(word: string, known: readonly string[]): string {
  if (known.length === 0) return 'Remove it';
  const all = `Known here: ${known.join(', ')}`;
  if (word.length > 200) return all;
  // Without regard to case: keys are camelCase, and that is what people get wrong first.
  const lower = known.map((name) => name.toLowerCase());
  const near = closest(word.toLowerCase(), lower);
  if (distance(word.toLowerCase(), near) > Math.max(2, word.length / 3)) return all;
  return `Did you mean "${known[lower.indexOf(near)]}"?`;
}
