import { SESSION_TYPES, type SessionType } from '../check/session-contract';
import { didYouMean } from '../did-you-mean';
import { UsageError } from '../errors';

/**
 * Reads session types: `notebook,headless`, one or more in each argument.
 *
 * @param offered types of the platform
 * @throws {UsageError} for every word that is none, or is none of the platform
 */
export function parseSessionTypes(
  args: readonly string[],
  offered: readonly string[] = SESSION_TYPES,
): readonly SessionType[] {
  const words = args.flatMap((arg) => arg.split(',')).filter((word) => word !== '');
  const isType = (word: string): word is SessionType => SESSION_TYPES.some((type) => type === word);
  const problems = words
    .filter((word) => !isType(word) || !offered.includes(word))
    .map((word) => ({
      path: '--type',
      fact: `"${word}" is no session type${isType(word) ? ' of this site' : ''}`,
      act: isType(word) ? `Types: ${offered.join(', ')}` : didYouMean(word, SESSION_TYPES),
    }));
  if (problems.length > 0) throw new UsageError('the session types are not known', problems);
  return [...new Set(words.filter(isType))];
}
