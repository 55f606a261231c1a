import type { Fact } from '../facts';
import { Undecided } from '../undecided';

/**
 * The first of several facts that is there: one that is known to be there is enough, whatever the others are.
 *
 * @returns undefined when none of them is there
 * @throws {Undecided} when none is known to be there and one is not known
 */
export function anyOf(facts: readonly Fact<string | undefined>[]): string | undefined;
export function anyOf(facts: readonly Fact<object | undefined>[]): object | undefined;
export function anyOf(facts: readonly Fact<unknown>[]): unknown {
  let reason: string | undefined;
  for (const fact of facts) {
    if (fact.known && fact.value !== undefined) return fact.value;
    if (!fact.known) reason ??= fact.reason;
  }
  if (reason !== undefined) throw new Undecided(reason);
  return undefined;
}
