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
  /** Place of its pod in the order in which the scheduler heard of pods; -1 without one. */
  readonly turn: number;
  /** Node that its pod is bound to. */
  readonly node: string | undefined;
}

/** What sessions are made of, in the order in which they come to be. */
const KINDS = {
  jobs: '/apis/batch/v1/jobs',
  workloads: '/apis/kueue.x-k8s.io/v1beta2/workloads',
  pods: '/api/v1/pods',
};
type Kind = keyof typeof KINDS;

/** An object, and the version in which it came to be. */
interface Known {
  readonly object: KubeObject;
  readonly first: number;
}

/** All sessions of a cluster, as its API server tells of every change. */
export class WatchedSessions {
  private readonly known: Readonly<Record<Kind, Map<string, Known>>> = {
    jobs: new Map(),
    workloads: new Map(),
    pods: new Map(),
  };
  private changed = Date.now();
  private failure: unknown;

  private constructor(private readonly signal: AbortSignal) {}

  /** Watches a cluster, in which there are no sessions yet, until the signal. */
  static async of(api: Api, signal: AbortSignal): Promise<WatchedSessions> {
    const watched = new WatchedSessions(signal);
    for (const kind of Object.keys(KINDS) as Kind[]) {
      const { metadata } = (await api.must('GET', `${KINDS[kind]}?limit=1`)).body;
      watched.follow(api, kind, metadata.resourceVersion).catch((error) => {
        watched.failure = error;
      });
    }
    return watched;
  }

  /** Waits until nothing has become of any session for so long, in milliseconds. */
  async silent(silence: number): Promise<void> {
    // What was asked for a moment ago may still be on its way to us.
    this.changed = Date.now();
    const silent = async () => {
      if (this.failure) throw this.failure;
      return Date.now() - this.changed > silence;
    };
    await until('the cluster is silent', silent, { seconds: 3600, every: 100 });
  }

  /** The sessions, by namespace and name of their Jobs. */
  get all(): ReadonlyMap<string, RealSession> {
    const { jobs, workloads, pods } = this.known;
    const keyOf = ({ metadata }: KubeObject, name: unknown) => `${metadata.namespace}/${name}`;
    const alive = [...pods.values()].filter(({ object }) => !object.metadata.deletionTimestamp);
    const podOf = new Map(alive.map((pod) => [keyOf(pod.object, pod.object.metadata.labels?.['job-name']), pod]));
    const ownerOf = ({ metadata }: KubeObject) =>
      (metadata.ownerReferences as { name: string }[] | undefined)?.[0]?.name;
    const workloadOf = new Map([...workloads.values()].map(({ object }) => [keyOf(object, ownerOf(object)), object]));
    return new Map(
      [...jobs.values()]
        .filter(({ object }) => !object.metadata.deletionTimestamp)
        .map(({ object: job }) => {
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
              admittedAt: seconds(reserved?.lastTransitionTime ?? pod?.object.metadata.creationTimestamp),
              turn: pod?.first ?? -1,
              node: pod?.object.spec.nodeName,
            },
          ];
        }),
    );
  }

  private async follow(api: Api, kind: Kind, from: string): Promise<void> {
    const known = this.known[kind];
    let version = from;
    const tell = (type: string, object: KubeObject) => {
      version = String(object.metadata.resourceVersion);
      this.changed = Date.now();
      const uid = String(object.metadata.uid);
      if (type === 'DELETED') known.delete(uid);
      else known.set(uid, { object, first: known.get(uid)?.first ?? Number(object.metadata.resourceVersion) });
    };
    // The server ends a watch after a while, and a busy machine a connection.
    while (!this.signal.aborted)
      version = await api.watch(KINDS[kind], version, tell, this.signal).catch((error: NodeJS.ErrnoException) => {
        if (error.code !== 'ECONNRESET') throw error;
        return version;
      });
  }
}

const seconds = (time: unknown) => (typeof time === 'string' ? Date.parse(time) / 1000 : -1);
