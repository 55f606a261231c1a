import { SESSION_TYPES, type SessionType } from '../check/session-contract';
import { didYouMean } from '../did-you-mean';
import { UsageError } from '../errors';

/**
 * Reads session types: `notebook headless` or `notebook,headless`.
 *
 * @throws {UsageError} for every word that is none
 */
export function parseSessionTypes(args: readonly string[]): readonly SessionType[] {
  const words = args.flatMap((arg) => arg.split(',')).filter((word) => word !== '');
  const isType = (word: string): word is SessionType => SESSION_TYPES.some((type) => type === word);
  const problems = words
    .filter((word) => !isType(word))
    .map((word) => ({ path: '--type', fact: `"${word}" is no session type`, act: didYouMean(word, SESSION_TYPES) }));
  if (problems.length > 0) throw new UsageError('the session types are not known', problems);
  return [...new Set(words.filter(isType))];
}
