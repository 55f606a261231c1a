import { version } from '../../package.json';
import { inputRule, invalidInput } from '../check/invalid-input';
import { githubReport } from '../check/report/github';
import { jsonReport } from '../check/report/json';
import { junitReport } from '../check/report/junit';
import { sarifReport } from '../check/report/sarif';
import { textReport } from '../check/report/text';
import { yamlReport } from '../check/report/yaml';
import { type Result, type SubjectKind, severityOf } from '../check/rule';
import type { UsageError } from '../errors';
import { kindOf } from './container-kind';

/** What `-o` may name. */
export const REPORTERS = {
  text: textReport,
  json: jsonReport,
  yaml: yamlReport,
  sarif: sarifReport,
  junit: junitReport,
  github: githubReport,
};
export type ReportFormat = keyof typeof REPORTERS;

/** Why input was refused, as results of a report. */
export const refusals = (error: UsageError): Result[] => invalidInput(error, subjectKind);

/** A site file that is well. */
export const valid = (file: string): Result => ({
  subject: file,
  kind: subjectKind(file),
  rule: inputRule.id,
  verdict: 'pass',
  severity: severityOf(inputRule),
  place: { file },
});

/** A report on whether input is valid. */
export const validityReport = (results: readonly Result[], format: ReportFormat): string =>
  REPORTERS[format](results, { rules: [inputRule], version });

function subjectKind(file: string): SubjectKind {
  const kind = kindOf(file);
  if (kind === undefined) return 'site';
  return kind === 'request' ? 'request' : kind === 'artifacts' ? 'artifact' : 'container';
}
