import type { Problem, UsageError } from '../errors';
import { type Result, type RuleFacts, type SubjectKind, severityOf } from './rule';

/** What cannot be judged at all is reported under this rule, which cannot be switched off or waived. */
export const inputRule: RuleFacts = {
  id: 'input-valid',
  topic: 'input',
  severity: 'error',
  why: 'What cannot be read, or contradicts itself, cannot be judged.',
  fix: 'Correct what is named, and check again.',
  source: 'design.md §6',
};

/**
 * Why something was refused, as failures: one for each mistake, at its place in the file.
 *
 * @param kindOf what a file is by its name
 */
export function invalidInput(error: UsageError, kindOf: (file: string) => SubjectKind): Result[] {
  if (error.parts.length > 0) return error.parts.flatMap((part) => invalidInput(part, kindOf));
  const problems: readonly (Problem | undefined)[] = error.problems.length > 0 ? error.problems : [undefined];
  return problems.map((problem) => {
    const { file, line, column, path } = problem ?? {};
    const subject = file ?? 'input';
    // What is said of a place stands for itself; what is said of a whole file goes on from the headline.
    const headline = error.title.startsWith(`${subject}: `) ? error.title.slice(subject.length + 2) : error.title;
    const placed = line !== undefined || Boolean(path);
    const place = {
      ...(file !== undefined && { file }),
      ...(line !== undefined && { line }),
      ...(column !== undefined && { column }),
      ...(path && { path }),
    };
    return {
      subject,
      kind: kindOf(subject),
      rule: inputRule.id,
      verdict: 'fail',
      severity: severityOf(inputRule),
      message: problem === undefined ? headline : placed ? problem.fact : `${headline}: ${problem.fact}`,
      fix: problem?.act ?? inputRule.fix,
      ...(Object.keys(place).length > 0 && { place }),
    };
  });
}
