import type { Result, Severity } from './rule';

/** What decides whether results are good enough. */
export interface Verdicts {
  /** Findings of lower severity do not count. @default 'warning' */
  readonly threshold?: Severity;
  /** Whether "could not decide" is an answer that the caller accepts. @default false */
  readonly strict?: boolean;
}

const RANK: Readonly<Record<Severity, number>> = { info: 0, warning: 1, error: 2 };

/**
 * Exit code of a run: 0 clean, 1 findings at or above the threshold, 3 nothing found but a rule could not decide and
 * the caller is strict. What a waiver or the baseline covers does not count. (2 and 4 belong to usage errors and to defects of ours.)
 */
export function exitCode(
  results: readonly Result[],
  { threshold = 'warning', strict = false }: Verdicts = {},
): 0 | 1 | 3 {
  const counted = results.filter(
    ({ waiver, baseline, severity }) => waiver === undefined && !baseline && RANK[severity] >= RANK[threshold],
  );
  if (counted.some(({ verdict }) => verdict === 'fail')) return 1;
  return strict && counted.some(({ verdict }) => verdict === 'unknown') ? 3 : 0;
}
