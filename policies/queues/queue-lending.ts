import { defineRule, type Fault, notApplicable } from '../../src/check/rule';
import { eachOf } from '../../src/check/undecided';
import { faultAt } from '../../src/check/world/faults';
import { type KueueObject, kueueOf, quotasOf, wholeUnits } from '../../src/check/world/queues';
import { worldOf } from '../../src/check/world/world';

export const queueLending = defineRule({
  id: 'queue-lending',
  topic: 'queues',
  on: 'platform',
  severity: 'error',
  why: 'A limit on lending or borrowing needs somebody on the other side; Kueue refuses it without a cohort, and alone in one it says something that is not so.',
  fix: 'Put at least two queues into the cohort, lend at most the nominal quota, and let fair sharing decide about pre-emption instead of borrowWithinCohort.',
  source: 'capacity-storage-network.md §3.4 K8, K9',
  check: (platform) => {
    const queues = kueueOf(worldOf(platform), 'ClusterQueue');
    if (queues.length === 0) return notApplicable;
    const cohortOf = ({ spec }: KueueObject) => spec.get('cohortName').text() ?? spec.get('cohort').text();
    return eachOf(queues, (queue): Fault[] => {
      const cohort = cohortOf(queue);
      const members = queues.filter((other) => cohort !== undefined && cohortOf(other) === cohort);
      return [
        ...limits(queue, cohort, members.length),
        ...fairness(
          queue,
          members.some(({ spec }) => spec.get('fairSharing', 'weight').exists),
        ),
      ];
    });
  },
});

function limits(queue: KueueObject, cohort: string | undefined, members: number): Fault[] {
  return quotasOf(queue).flatMap(({ field, nominal, lending }) => {
    const faults: Fault[] = [];
    for (const key of ['borrowingLimit', 'lendingLimit'])
      if (field.get(key).exists && members < 2)
        faults.push(
          faultAt(
            queue.one,
            field.get(key).path,
            cohort === undefined ? 'the queue is in no cohort' : `the queue is alone in the cohort ${cohort}`,
          ),
        );
    if (lending !== undefined && lending > nominal)
      faults.push(
        faultAt(
          queue.one,
          field.get('lendingLimit').path,
          `it lends ${wholeUnits(lending)} of ${wholeUnits(nominal)} that it has`,
        ),
      );
    return faults;
  });
}

function fairness({ one, spec }: KueueObject, fair: boolean): Fault[] {
  const policy = spec.get('preemption', 'borrowWithinCohort', 'policy');
  if (!fair || (policy.text() ?? 'Never') === 'Never') return [];
  return [faultAt(one, policy.path, 'the cohort shares fairly, and Kueue does not take the two together')];
}
