import type { KubeObject } from '../../src/manifest';
import { until } from './launch/wait';
import type { OnPlatform } from './on-platform';

/** Sessions that were let in and sessions that run, when neither number changes any more. */
export async function settled({ plan, service }: OnPlatform): Promise<{ readonly let: number; readonly run: number }> {
  // With queues it is Kueue that lets a Job in; without, the quota of the namespace decides about its pod.
  const letIn = (jobs: readonly KubeObject[], pods: readonly KubeObject[]) =>
    plan.queues ? jobs.filter(({ spec }) => !spec.suspend).length : pods.length;
  let [last, since] = ['', Date.now()];
  return until(
    'the sessions have settled',
    async () => {
      const [jobs, pods] = await Promise.all([service.jobs(), service.pods()]);
      const found = { let: letIn(jobs, pods), run: pods.filter(({ status }) => status.phase === 'Running').length };
      if (JSON.stringify(found) !== last) [last, since] = [JSON.stringify(found), Date.now()];
      return Date.now() - since > 5_000 && found;
    },
    { seconds: 120, every: 500 },
  );
}
