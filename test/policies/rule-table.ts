import { judge } from '../../src/check/judge';
import type { Answer, Rule, SubjectKind, Subjects } from '../../src/check/rule';

/** Cases of one rule, by what they show. */
export interface RuleTable<Subject> {
  readonly valid: Readonly<Record<string, Subject>>;
  /** Each with all its faults, as `path: message` (`object: message` where the subject has many objects). */
  readonly invalid: Readonly<Record<string, readonly [subject: Subject, ...faults: readonly string[]]>>;
  readonly notApplicable?: Readonly<Record<string, Subject>>;
  /** Each with the reason. */
  readonly undecided?: Readonly<Record<string, readonly [subject: Subject, reason: string]>>;
}

/** Tests a rule against its cases; a rule without a valid or an invalid case is not tested. */
export function ruleTable<K extends SubjectKind>(rule: Rule<K>, table: RuleTable<Subjects[K]>): void {
  const { valid, invalid, notApplicable = {}, undecided = {} } = table;
  const ask = (subject: Subjects[K]): Answer => judge(rule, subject, 'the subject');
  if (Object.keys(valid).length === 0 || Object.keys(invalid).length === 0) {
    throw new Error(`rule "${rule.id}" needs valid and invalid cases`);
  }
  test.each(Object.entries(valid))(`${rule.id} passes: %s`, (_name, subject) => {
    expect(ask(subject)).toEqual({ verdict: 'pass' });
  });
  test.each(Object.entries(invalid))(`${rule.id} fails: %s`, (_name, [subject, ...faults]) => {
    expect(written(ask(subject))).toEqual(faults);
  });
  for (const [name, subject] of Object.entries(notApplicable)) {
    test(`${rule.id} does not apply: ${name}`, () => {
      expect(ask(subject)).toEqual({ verdict: 'not-applicable' });
    });
  }
  for (const [name, [subject, reason]] of Object.entries(undecided)) {
    test(`${rule.id} is undecided: ${name}`, () => {
      expect(ask(subject)).toEqual({ verdict: 'unknown', reason });
    });
  }
}

const written = (answer: Answer): string[] =>
  answer.verdict === 'fail'
    ? answer.faults.map(({ message, place }) => `${place?.path ?? place?.object}: ${message}`)
    : [`(${answer.verdict})`];
