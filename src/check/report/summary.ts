import type { Result, Severity } from '../rule';

/** How many results there are of each sort. What a waiver covers is counted as waived and nowhere else. */
export interface Summary extends Readonly<Record<Severity, number>> {
  readonly pass: number;
  readonly fail: number;
  readonly unknown: number;
  readonly notApplicable: number;
  readonly waived: number;
}

export function summarise(results: readonly Result[]): Summary {
  const open = results.filter(({ waiver }) => waiver === undefined);
  const verdict = (name: Result['verdict']) => open.filter((result) => result.verdict === name);
  const failed = verdict('fail');
  const severity = (name: Severity) => failed.filter((result) => result.severity === name).length;
  return {
    pass: verdict('pass').length,
    fail: failed.length,
    unknown: verdict('unknown').length,
    notApplicable: verdict('not-applicable').length,
    waived: results.length - open.length,
    error: severity('error'),
    warning: severity('warning'),
    info: severity('info'),
  };
}
