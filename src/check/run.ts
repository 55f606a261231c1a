import { didYouMean } from '../did-you-mean';
import { type Problem, UsageError } from '../errors';
import { judge } from './judge';
import {
  type Answer,
  type Place,
  type Result,
  type Rule,
  type RuleFacts,
  type Severity,
  type SubjectKind,
  type Subjects,
  severityOf,
  type Waiver,
} from './rule';
import type { Profile } from './session-contract';
import { applyWaivers, waiverRules } from './waiver';

/** One thing to judge: what the rules of its kind are given, under the name that messages use. */
export type Subject<K extends SubjectKind = SubjectKind> = {
  readonly [Kind in K]: {
    readonly kind: Kind;
    /** A file, `Deployment skaha-system/skaha`, or the site's name. */
    readonly name: string;
    readonly value: Subjects[Kind];
    /** Where findings point that do not say it themselves. */
    readonly place?: Place;
  };
}[K];

/** What a site or a command line says about the rules. */
export interface RunOptions {
  /** Severities that differ from the rules' own, by rule id. `off` leaves the rule out. */
  readonly severities?: Readonly<Record<string, Severity | 'off'>>;
  readonly waivers?: readonly Waiver[];
  /** Waivers out of a list that is about more than these subjects: one that covers nothing here is no finding. */
  readonly lent?: readonly Waiver[];
  /** Decides the severity of rules that have one for each profile. @default 'current' */
  readonly profile?: Profile;
  /** The day that decides which waivers have expired, `YYYY-MM-DD`. */
  readonly today: string;
}

/**
 * Asks every rule about every subject of its kind.
 *
 * Each fault of a failed rule is a result of its own; so is every other verdict. The order depends on the names of the
 * subjects and rules alone, not on the order in which they come.
 *
 * @param rules all rules that the project knows, also those that have no subject here: a severity or waiver of any
 * other rule is a mistake
 * @throws {UsageError} when a severity or a waiver names a rule that does not exist
 * @throws {RuleError} when a rule itself fails: it has not passed
 * @example
 * ```ts
 * const results = runRules(rules, subjects, { today: '2026-11-21', severities: { probes: 'warning' } });
 * ```
 */
export function runRules(rules: readonly Rule[], subjects: readonly Subject[], options: RunOptions): Result[] {
  const { severities = {}, waivers = [], lent = [], profile, today } = options;
  refuseUnknownRules(rules, severities, waivers);
  const chosen = (rule: RuleFacts) =>
    Object.hasOwn(severities, rule.id) ? severities[rule.id] : severityOf(rule, profile);
  const asked = new Set<string>();
  const results: Result[] = [];
  for (const rule of rules) {
    const severity = chosen(rule);
    if (severity === undefined || severity === 'off') continue;
    for (const subject of subjects) {
      if (subject.kind !== rule.on) continue;
      asked.add(rule.id);
      results.push(...resultsOf(rule, severity, subject, judge(rule, subject.value, subject.name)));
    }
  }
  const off = new Set(rules.map(({ id }) => id).filter((id) => severities[id] === 'off'));
  const waived = applyWaivers(results, waivers, today, (rule) => asked.has(rule) || off.has(rule), lent);
  const ofWaivers = Object.values(waiverRules).flatMap((rule) => {
    const severity = chosen(rule);
    if (severity === undefined || severity === 'off') return [];
    return waived.findings.filter((finding) => finding.rule === rule.id).map((finding) => ({ ...finding, severity }));
  });
  return [...waived.results.toSorted(byName), ...ofWaivers];
}

function resultsOf(rule: Rule, severity: Severity, subject: Subject, answer: Answer): Result[] {
  const common = { subject: subject.name, kind: subject.kind, rule: rule.id, verdict: answer.verdict, severity };
  const place = subject.kind === 'manifest' ? { object: subject.name, ...subject.place } : subject.place;
  if (answer.verdict === 'unknown') {
    return [{ ...common, reason: answer.reason, fix: rule.fix, ...(place ? { place } : {}) }];
  }
  if (answer.verdict !== 'fail') return [{ ...common, ...(place ? { place } : {}) }];
  return answer.faults.map((fault) => {
    const where = place || fault.place ? { place: { ...place, ...fault.place } } : {};
    const strength = fault.strength ? { strength: fault.strength } : {};
    return { ...common, message: fault.message, fix: rule.fix, ...where, ...strength };
  });
}

function refuseUnknownRules(
  rules: readonly Rule[],
  severities: NonNullable<RunOptions['severities']>,
  waivers: readonly Waiver[],
): void {
  const ids = rules.map(({ id }) => id);
  const known = [...ids, ...Object.values(waiverRules).map(({ id }) => id)].toSorted();
  const named = (path: string, id: string, among: readonly string[]): Problem[] =>
    among.includes(id) ? [] : [{ path, fact: `no rule is named ${JSON.stringify(id)}`, act: didYouMean(id, among) }];
  const problems = [
    ...known
      .filter((id, index) => known[index - 1] === id)
      .map((id) => ({ path: 'rules', fact: `two rules are named "${id}"`, act: 'Give one of them another id' })),
    ...Object.keys(severities).flatMap((id) => named(`severities.${id}`, id, known)),
    // A waiver of a finding about waivers would be a way around the dates.
    ...waivers.flatMap((waiver, index) => named(`waivers[${index}].rule`, waiver.rule, ids.toSorted())),
  ];
  if (problems.length > 0) throw new UsageError('the rules are not named well', problems);
}

const ORDER: Readonly<Record<SubjectKind, number>> = {
  site: 0,
  platform: 1,
  manifest: 2,
  container: 3,
  artifact: 4,
  request: 5,
};

/** By kind, subject and rule; faults of one rule stay in the order in which it found them. */
const byName = (a: Result, b: Result): number =>
  ORDER[a.kind] - ORDER[b.kind] || compare(a.subject, b.subject) || compare(a.rule, b.rule);

// Not localeCompare: the order must not depend on the machine's language.
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
