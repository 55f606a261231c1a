import type { PlatformSubject, Rule } from '../../src/check/rule';
import { verdictOf } from './platform-subject';

/** What a rule says about a platform: a verdict, or the messages of its faults in any order. */
export type Case = [rule: Rule<'platform'>, title: string, subject: PlatformSubject, expected: string | string[]];

/** Tests rules against cases, several rules in one table. */
export function caseTable(cases: readonly Case[]): void {
  const rows = cases.map(([rule, title, subject, expected]) => ({ id: rule.id, title, rule, subject, expected }));
  test.each(rows)('$id: $title', ({ rule, subject, expected }) => {
    expect(inOrder(verdictOf(rule, subject))).toEqual(inOrder(expected));
  });
}

const inOrder = (verdict: string | string[]) =>
  Array.isArray(verdict) ? verdict.toSorted((a, b) => (String(a) < String(b) ? -1 : 1)) : verdict;
