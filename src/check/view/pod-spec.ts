import type { KubeObject } from '../../manifest';
import { Undecided } from '../undecided';
import { Field } from './field';

/** A pod, or the template from which a workload makes pods. */
export interface PodView {
  readonly metadata: Field;
  readonly spec: Field;
  /** Whether its containers are meant to run for ever (a server) or to an end (a job). */
  readonly runs: 'for-ever' | 'to-an-end';
}

type Lifetime = PodView['runs'] | 'by-restart-policy';

const TEMPLATE = ['spec', 'template'];
const WORKLOADS: Readonly<Record<string, { readonly at: readonly string[]; readonly runs: Lifetime }>> = {
  '/Pod': { at: [], runs: 'by-restart-policy' },
  '/PodTemplate': { at: ['template'], runs: 'by-restart-policy' },
  '/ReplicationController': { at: TEMPLATE, runs: 'for-ever' },
  'apps/Deployment': { at: TEMPLATE, runs: 'for-ever' },
  'apps/StatefulSet': { at: TEMPLATE, runs: 'for-ever' },
  'apps/DaemonSet': { at: TEMPLATE, runs: 'for-ever' },
  'apps/ReplicaSet': { at: TEMPLATE, runs: 'for-ever' },
  'batch/Job': { at: TEMPLATE, runs: 'to-an-end' },
  'batch/CronJob': { at: ['spec', 'jobTemplate', 'spec', 'template'], runs: 'to-an-end' },
};

/**
 * The pod inside an object; `undefined` when its kind holds none. The one place that knows where a PodSpec hides.
 *
 * @throws Undecided when the kind holds a pod and this object does not.
 * @example
 * ```ts
 * podOf(cronJob)?.spec.path; // 'spec.jobTemplate.spec.template.spec'
 * ```
 */
export function podOf(object: KubeObject): PodView | undefined {
  const key = groupKind(object);
  const workload = Object.hasOwn(WORKLOADS, key) ? WORKLOADS[key] : undefined;
  if (workload === undefined) return undefined;
  const template = Field.of(object).get(...workload.at);
  const spec = template.get('spec');
  if (!spec.exists) throw new Undecided(`${spec.path} is missing`);
  return {
    metadata: template.get('metadata'),
    spec,
    get runs() {
      if (workload.runs !== 'by-restart-policy') return workload.runs;
      return (spec.get('restartPolicy').text() ?? 'Always') === 'Always' ? 'for-ever' : 'to-an-end';
    },
  };
}

/** `apps/Deployment`, `/Pod`: API group and kind, whatever the version. */
export function groupKind({ apiVersion, kind }: KubeObject): string {
  const slash = String(apiVersion).indexOf('/');
  return `${slash < 0 ? '' : apiVersion.slice(0, slash)}/${kind}`;
}
