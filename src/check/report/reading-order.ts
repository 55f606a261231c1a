import type { Result, Verdict } from '../rule';

const VERDICTS: Readonly<Record<Verdict, number>> = { fail: 0, unknown: 1, pass: 2, 'not-applicable': 3 };
const SEVERITIES = { error: 0, warning: 1, info: 2 } as const;

/**
 * Results as a person goes through them with the subject open beside: subjects stay in their order; of each, findings stand
 * before what is undecided, what is about the whole before what has a line, then by file, line and column, and at one place
 * errors before warnings. What is still equal stays as it was.
 */
export function inReadingOrder(results: readonly Result[]): readonly Result[] {
  const subjects = new Map<string, number>();
  for (const result of results) {
    const key = subjectOf(result);
    if (!subjects.has(key)) subjects.set(key, subjects.size);
  }
  return results.toSorted(
    (a, b) =>
      (subjects.get(subjectOf(a)) ?? 0) - (subjects.get(subjectOf(b)) ?? 0) ||
      VERDICTS[a.verdict] - VERDICTS[b.verdict] ||
      compare(fileOf(a), fileOf(b)) ||
      (a.place?.line ?? 0) - (b.place?.line ?? 0) ||
      (a.place?.column ?? 0) - (b.place?.column ?? 0) ||
      SEVERITIES[a.severity] - SEVERITIES[b.severity],
  );
}

const subjectOf = ({ kind, subject }: Result) => `${kind} ${subject}`;

/** Another file than the subject itself: a script beside a recipe. */
const fileOf = ({ subject, place }: Result) =>
  place?.line === undefined || place.file === undefined || place.file === subject ? '' : place.file;

// Not localeCompare: the order must not depend on the machine's language.
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
