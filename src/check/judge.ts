import { type Answer, notApplicable, type Rule, type SubjectKind, type Subjects, unknown } from './rule';
import { Undecided } from './undecided';

/** A rule that threw: a defect of the rule, not of what it judged (exit code 4). */
export class RuleError extends Error {
  override readonly name = 'RuleError';

  constructor(
    readonly rule: string,
    readonly subject: string,
    cause: unknown,
  ) {
    super(`rule "${rule}" failed on ${subject}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
}

/**
 * Asks one rule about one subject. What the rule could not read becomes "unknown"; what it throws becomes a
 * {@link RuleError} that names both, because a rule that broke has not passed.
 *
 * @param name how messages name the subject, e.g. `Deployment skaha-system/skaha`
 */
export function judge<K extends SubjectKind>(rule: Rule<K>, subject: Subjects[K], name: string): Answer {
  if (!concerns(rule, subject)) return notApplicable;
  try {
    return rule.check(subject);
  } catch (error) {
    if (error instanceof Undecided) return unknown(error.message);
    throw new RuleError(rule.id, name, error);
  }
}

/** Whether a rule is about what the subject is meant for. */
function concerns<K extends SubjectKind>({ types }: Rule<K>, subject: Subjects[K]): boolean {
  return types === undefined || ('types' in subject && subject.types.some((type) => types.includes(type)));
}
