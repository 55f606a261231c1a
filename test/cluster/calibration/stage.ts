import { formatCpu, formatMemory } from '../../../src/config/units';
import { platform } from '../../../src/constructs/platform';
import type { KubeObject } from '../../../src/manifest';
import { KUBERNETES_NAMES, RESOURCES } from '../../../src/plan/amounts';
import type { Question } from '../../../src/plan/fit';
import { declaredNodes } from '../../../src/plan/nodes';
import { start } from '../../constructs/skaha';
import { request, setup } from '../../constructs/skaha-request';
import type { Api } from '../launch/api';
import { FAKE } from '../launch/nodes';
import { until } from '../launch/wait';
import type { Scenario } from './scenario';

const Gi = 2 ** 30;

/** What of a platform decides whether a session starts: its services, routes and policies are left out. */
const DECISIVE = new Set([
  ...['PriorityClass', 'PersistentVolume', 'PersistentVolumeClaim', 'LimitRange', 'ResourceQuota'],
  ...['Topology', 'Cohort', 'ResourceFlavor', 'WorkloadPriorityClass', 'ClusterQueue', 'LocalQueue'],
]);

/** A scenario that stands on a cluster, beside others. */
export interface Staged {
  readonly scenario: Scenario;
  readonly namespace: string;
  /** Names of the nodes, in the order of the simulation. */
  readonly nodes: readonly string[];
  /** Job of a session of a kind. */
  job(kind: number, name: string): KubeObject;
  /** Lets its queues begin: until then they only take sessions in, so that all of them are there before anybody gets in. */
  open(): Promise<void>;
}

/** Puts a scenario onto a cluster: its nodes, its queues and quotas, its namespace. */
export async function stage(api: Api, scenario: Scenario): Promise<Staged> {
  const { plan } = scenario;
  const { sessions: namespace, services } = plan.site.namespaces;
  const objects = platform(plan).manifests.map(({ object }) => object);
  const own = objects.filter(({ kind, metadata }) => DECISIVE.has(kind) && metadata.namespace !== services);
  for (const name of [namespace, services])
    await api.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
  const nodes = nodesOf(scenario);
  await Promise.all(nodes.map((node) => api.create(node)));
  for (const object of own) await api.apply(object);
  await until(`${namespace} is ready`, () => ready(api, namespace, own), { seconds: 900, every: 500 });
  const hold = (stopPolicy: 'Hold' | 'None') =>
    Promise.all(
      own
        .filter(({ kind }) => kind === 'ClusterQueue')
        .map(async (queue) =>
          api.must('PATCH', await api.pathOf(queue), { spec: { stopPolicy } }, 'application/merge-patch+json'),
        ),
    );
  await hold('Hold');
  const files = objects.find(({ kind, metadata }) => kind === 'ConfigMap' && metadata.name === 'skaha-config')?.data;
  const texts = scenario.kinds.map((kind) => JSON.stringify(jobOf(scenario, files, kind)));
  return {
    scenario,
    namespace,
    nodes: nodes.map(({ metadata }) => metadata.name),
    job: (kind, name) => {
      const job = JSON.parse(texts[kind] as string) as KubeObject;
      return { ...job, metadata: { ...job.metadata, name, namespace } };
    },
    open: async () => void (await hold('None')),
  };
}

async function ready(api: Api, namespace: string, objects: readonly KubeObject[]): Promise<boolean> {
  const account = { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'default', namespace } };
  if (!(await api.get(account))) return false;
  for (const object of objects) {
    const { status } = (await api.get(object)) ?? {};
    if (object.kind === 'PersistentVolumeClaim' && status?.phase !== 'Bound') return false;
    if (object.kind === 'ResourceQuota' && !status?.used) return false;
    const active = status?.conditions?.find(({ type }: { type: string }) => type === 'Active');
    if (['ClusterQueue', 'LocalQueue'].includes(object.kind) && active?.status !== 'True') return false;
  }
  return true;
}

/** The nodes of a scenario with what is left of them for sessions: nothing else runs here. */
function nodesOf({ plan }: Scenario): KubeObject[] {
  return declaredNodes(plan).flatMap(({ pool, count, labels, taints, room }) =>
    Array.from({ length: count }, (_, index) => {
      const name = `${plan.site.name}-${pool}-${String(index).padStart(3, '0')}`;
      const written = (resource: (typeof RESOURCES)[number]) =>
        resource === 'cpu'
          ? formatCpu(room.cpu)
          : resource === 'memory' || resource === 'ephemeral'
            ? formatMemory(room[resource])
            : String(room[resource]);
      const resources = Object.fromEntries(
        RESOURCES.filter((resource) => room[resource] > 0).map((resource) => [
          KUBERNETES_NAMES[resource],
          written(resource),
        ]),
      );
      return {
        apiVersion: 'v1',
        kind: 'Node',
        metadata: { name, annotations: FAKE, labels: { 'kubernetes.io/hostname': name, ...labels } },
        spec: { taints },
        status: {
          allocatable: resources,
          capacity: resources,
          conditions: [{ type: 'Ready', status: 'True', reason: 'Staged', message: 'ready' }],
        },
      };
    }),
  );
}

/** The Job that the session service makes of a request. */
function jobOf({ plan }: Scenario, files: Readonly<Record<string, string>>, kind: Question): KubeObject {
  const size = { cores: (kind.cpu ?? 0) / 1000, ram: (kind.memory ?? 0) / Gi };
  const queue = plan.queues?.teams.find(({ team }) => team === kind.team);
  const priority = plan.queues?.types[kind.type]?.priority.name;
  const { job } = start(
    files,
    { ...request, type: kind.type, requests: size, limits: size, ...(kind.gpus ? { gpus: kind.gpus } : {}) },
    {
      ...setup,
      gpuEnabled: plan.offers.gpus.length > 0,
      ...(queue && priority && { queue: { name: queue.name, priorityClass: priority } }),
    },
  );
  return job as KubeObject;
}
