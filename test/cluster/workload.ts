import type { KubeObject } from '../../src/manifest';
import { until } from './launch/wait';
import type { OnPlatform } from './on-platform';

/** What Kueue keeps about a job, once it does. */
export const workloadOf = ({ plane, plan }: OnPlatform, job: KubeObject): Promise<KubeObject> =>
  until('the session has a workload', async () => {
    const all = await plane.api.list(
      `/apis/kueue.x-k8s.io/v1beta2/namespaces/${plan.site.namespaces.sessions}/workloads`,
    );
    return all.find(({ metadata }) =>
      (metadata.ownerReferences as { uid: string }[] | undefined)?.some(({ uid }) => uid === job.metadata.uid),
    );
  });
