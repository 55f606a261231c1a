import type { Result, Severity } from '../rule';

/** How many results there are of each sort. What a waiver or the baseline covers is counted there and nowhere else. */
export interface Summary extends Readonly<Record<Severity, number>> {
  readonly pass: number;
  readonly fail: number;
  readonly unknown: number;
  readonly notApplicable: number;
  readonly waived: number;
  /** Findings that the baseline has. */
  readonly baseline: number;
}

export function summarise(results: readonly Result[]): Summary {
  const open = results.filter(({ waiver, baseline }) => waiver === undefined && !baseline);
  const verdict = (name: Result['verdict']) => open.filter((result) => result.verdict === name);
  const failed = verdict('fail');
  const severity = (name: Severity) => failed.filter((result) => result.severity === name).length;
  return {
    pass: verdict('pass').length,
    fail: failed.length,
    unknown: verdict('unknown').length,
    notApplicable: verdict('not-applicable').length,
    waived: results.filter(({ waiver }) => waiver !== undefined).length,
    baseline: results.filter(({ waiver, baseline }) => waiver === undefined && baseline).length,
    error: severity('error'),
    warning: severity('warning'),
    info: severity('info'),
  };
}
