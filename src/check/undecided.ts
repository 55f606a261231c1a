import { type Answer, type Fault, fail, unknown } from './rule';

/**
 * Thrown where a subject cannot be read far enough to judge it: a field of the wrong shape, a value that is not known
 * yet. A rule that lets it pass through answers "unknown" ({@link judge}), never "pass".
 */
export class Undecided extends Error {
  override readonly name = 'Undecided';
}

/**
 * Asks each item on its own, so that one that cannot be read does not hide the faults of the others: fails when there
 * is a fault, is unknown when there is none and an item could not be read.
 *
 * @example
 * ```ts
 * check: ({ object }) => eachOf(containersOf(object), (container) => [...]),
 * ```
 */
export function eachOf<T>(items: Iterable<T>, faultsOf: (item: T) => readonly Fault[]): Answer {
  const faults: Fault[] = [];
  const reasons: string[] = [];
  for (const item of items) {
    try {
      faults.push(...faultsOf(item));
    } catch (error) {
      if (!(error instanceof Undecided)) throw error;
      reasons.push(error.message);
    }
  }
  return faults.length === 0 && reasons.length > 0 ? unknown(reasons.join('; ')) : fail(faults);
}
