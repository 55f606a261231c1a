import {
  type Answer,
  type ContainerSubject,
  defineRule,
  type Fault,
  fail,
  notApplicable,
  type Rule,
  severityOf,
  unknown,
} from '../../src/check/rule';
import { SESSION_TYPES, type SessionType } from '../../src/check/session-contract';
import { Undecided } from '../../src/check/undecided';
import { starting } from '../starting';

export const labelMatchesContent = defineRule({
  id: 'label-matches-content',
  topic: 'registry',
  on: 'artifact',
  severity: { documented: 'warning', current: 'error' },
  why: 'A label offers the image as sessions of its type, and users meet what is missing after they have waited.',
  fix: 'Take the label away, or bring what the type needs: check the image with --type.',
  source: 'container-rules.md §1f, §1d, §1e',
  check: ({ labels, named, container, contract }) => {
    const claimed = SESSION_TYPES.filter((type) => labels?.includes(type));
    if (labels === undefined) return named ? notApplicable : unknown('the labels of the artifact are not known');
    if (claimed.length === 0) return notApplicable;
    if (container === undefined) return unknown('the image was not read');
    const subject = { container, profile: 'current', contract } as const;
    const asked = claimed.flatMap((type) =>
      OF_TYPES.map((rule) => ({ type, rule, answer: asType(rule, type, subject) })),
    );
    const faults = asked.flatMap(({ type, rule, answer }): Fault[] =>
      answer.verdict === 'fail'
        ? answer.faults.map(({ message }) => ({ message: `labelled ${type}, but ${message} (${rule.id})` }))
        : [],
    );
    if (faults.length > 0) return fail(faults);
    const undecided = asked.flatMap(({ type, answer }) =>
      answer.verdict === 'unknown' ? [`${type}: ${answer.reason}`] : [],
    );
    return undecided.length > 0 ? unknown([...new Set(undecided)].join('; ')) : fail([]);
  },
});

/** What keeps a session of a type from being one. */
const OF_TYPES = starting.filter(
  (rule): rule is Rule<'container'> => rule.on === 'container' && severityOf(rule) === 'error',
);

/** What a rule says of a type, and would not say of every container. */
function asType(rule: Rule<'container'>, type: SessionType, subject: Omit<ContainerSubject, 'types'>): Answer {
  if (!rule.types?.includes(type)) return notApplicable;
  try {
    return rule.check({ ...subject, types: [type] });
  } catch (error) {
    if (error instanceof Undecided) return unknown(error.message);
    throw error;
  }
}
