import { UsageError } from '../errors';
import type { Result } from './rule';

/** Findings of a tree as it was on some day: they are known, and only what comes on top fails. */
export interface Baseline {
  /** How often each finding was there, by what it says; lines are no part of it, because they move. */
  readonly counts: ReadonlyMap<string, number>;
}

/** A baseline with more findings than this is none that a person will work off. */
const MOST = 200_000;
const VERSION = 1;

interface Finding {
  readonly subject: string;
  readonly rule: string;
  readonly message: string;
  readonly count?: number;
}

/** Writes the findings of a run as a baseline: a failure or an undecided verdict each, without those that are waived. */
export function baselineOf(results: readonly Result[]): string {
  const counts = new Map<string, Finding & { count: number }>();
  for (const result of results.filter(isOpen)) {
    const { subject, rule } = result;
    const finding = counts.get(keyOf(result));
    if (finding) finding.count += 1;
    else counts.set(keyOf(result), { subject, rule, message: said(result), count: 1 });
  }
  const findings = [...counts.entries()]
    .toSorted(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
    .map(([, { count, ...finding }]) => (count === 1 ? finding : { ...finding, count }));
  return `${JSON.stringify({ version: VERSION, findings }, null, 2)}\n`;
}

/**
 * Reads a baseline.
 *
 * @param file its name, for messages
 * @throws {UsageError} when it is none
 */
export function parseBaseline(text: string, file: string): Baseline {
  const refuse = (path: string, fact: string) =>
    new UsageError(`${file}: not a baseline`, [{ file, path, fact, act: 'Write it with --write-baseline' }]);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw refuse('', (error as Error).message);
  }
  const { version, findings } = Object(value) as { readonly version?: unknown; readonly findings?: unknown };
  if (version !== VERSION) throw refuse('version', `${JSON.stringify(version) ?? 'nothing'} is not ${VERSION}`);
  if (!Array.isArray(findings) || findings.length > MOST) throw refuse('findings', 'is not a list, or a very long one');
  const counts = new Map<string, number>();
  findings.forEach((one: unknown, index) => {
    const { subject, rule, message, count = 1 } = Object(one) as Readonly<Record<keyof Finding, unknown>>;
    if (typeof subject !== 'string' || typeof rule !== 'string' || typeof message !== 'string')
      throw refuse(`findings[${index}]`, 'it has not subject, rule and message');
    if (typeof count !== 'number' || !Number.isSafeInteger(count) || count < 1)
      throw refuse(`findings[${index}].count`, 'it is not a whole number above zero');
    counts.set(JSON.stringify([subject, rule, message]), count);
  });
  return { counts };
}

/** Results with those marked that the baseline has, and how many of the baseline are gone. */
export function applyBaseline(
  results: readonly Result[],
  { counts }: Baseline,
): { readonly results: readonly Result[]; readonly gone: number } {
  const left = new Map(counts);
  const marked = results.map((result): Result => {
    const rest = isOpen(result) ? (left.get(keyOf(result)) ?? 0) : 0;
    if (rest === 0) return result;
    left.set(keyOf(result), rest - 1);
    return { ...result, baseline: true };
  });
  return { results: marked, gone: [...left.values()].reduce((sum, count) => sum + count, 0) };
}

const isOpen = ({ verdict, waiver }: Result) => (verdict === 'fail' || verdict === 'unknown') && waiver === undefined;
const said = ({ message, reason }: Result) => message ?? reason ?? '';
const keyOf = (result: Result) => JSON.stringify([result.subject, result.rule, said(result)]);
