import type { KubeObject } from '../../../src/manifest';
import type { Api } from '../launch/api';
import { until } from '../launch/wait';

/** What the cluster made of a session. */
export interface RealSession {
  /** When it was asked for, in seconds. */
  readonly created: number;
  /** Id by which the cluster breaks ties. */
  readonly uid: string;
  readonly admitted: boolean;
  /** When its quota was reserved, in seconds. */
  readonly admittedAt: number;
  /** Node that its pod is bound to. */
  readonly node: string | undefined;
}

/** Queues give back what ended once in a second; a longer silence means that all is done. */
const SILENCE = 1600;

/** Waits until nothing is written to the cluster any more. */
export async function settled(api: Api): Promise<void> {
  let [last, since] = ['', Date.now()];
  await until(
    'the cluster is silent',
    async () => {
      const now = (await api.must('GET', '/api/v1/namespaces?limit=1')).body.metadata.resourceVersion;
      if (now !== last) [last, since] = [now, Date.now()];
      return Date.now() - since > SILENCE;
    },
    { seconds: 900, every: 400 },
  );
}

/** All sessions of the cluster, by namespace and name of their Jobs. */
export async function realSessions(api: Api): Promise<ReadonlyMap<string, RealSession>> {
  const [jobs, workloads, pods] = await Promise.all([
    api.list('/apis/batch/v1/jobs'),
    api.list('/apis/kueue.x-k8s.io/v1beta2/workloads'),
    api.list('/api/v1/pods'),
  ]);
  const keyOf = ({ metadata }: KubeObject, name: unknown) => `${metadata.namespace}/${name}`;
  const alive = pods.filter(({ metadata }) => !metadata.deletionTimestamp);
  const podOf = new Map(alive.map((pod) => [keyOf(pod, pod.metadata.labels?.['job-name']), pod]));
  const ownerOf = ({ metadata }: KubeObject) => (metadata.ownerReferences as { name: string }[] | undefined)?.[0]?.name;
  const workloadOf = new Map(workloads.map((one) => [keyOf(one, ownerOf(one)), one]));
  return new Map(
    jobs
      .filter(({ metadata }) => !metadata.deletionTimestamp)
      .map((job) => {
        const key = keyOf(job, job.metadata.name);
        const workload = workloadOf.get(key);
        const pod = podOf.get(key);
        const reserved = workload?.status?.conditions?.find(
          ({ type, status }: { type: string; status: string }) => type === 'QuotaReserved' && status === 'True',
        );
        const from = workload ?? job;
        return [
          key,
          {
            created: seconds(from.metadata.creationTimestamp),
            uid: String(from.metadata.uid),
            admitted: workload ? reserved !== undefined : pod !== undefined,
            admittedAt: seconds(reserved?.lastTransitionTime ?? pod?.metadata.creationTimestamp),
            node: pod?.spec.nodeName,
          },
        ];
      }),
  );
}

const seconds = (time: unknown) => (typeof time === 'string' ? Date.parse(time) / 1000 : -1);
