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
  const near = word.length <= 200 ? closest(word.toLowerCase(), [...known]) : '';
  const slip = distance(word.slice(0, 200).toLowerCase(), near.toLowerCase()) <= Math.max(2, word.length / 3);
  return near !== '' && slip ? `Did you mean "${near}"?` : `Known here: ${known.join(', ')}`;
}
