import { podPath } from '../../kube/pod-template';
import { groupKind } from '../../kube/reference';
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

/**
 * The pod inside an object; `undefined` when its kind holds none.
 *
 * @throws Undecided when the kind holds a pod and this object does not.
 * @example
 * ```ts
 * podOf(cronJob)?.spec.path; // 'spec.jobTemplate.spec.template.spec'
 * ```
 */
export function podOf(object: KubeObject): PodView | undefined {
  const path = podPath(object);
  if (path === undefined) return undefined;
  const template = Field.of(object).get(...path);
  const spec = template.get('spec');
  if (!spec.exists) throw new Undecided(`${spec.path} is missing`);
  return {
    metadata: template.get('metadata'),
    spec,
    get runs() {
      return runsOf(groupKind(object), spec);
    },
  };
}

function runsOf(kind: string, spec: Field): PodView['runs'] {
  if (kind === 'batch/Job' || kind === 'batch/CronJob') return 'to-an-end';
  if (kind !== '/Pod' && kind !== '/PodTemplate') return 'for-ever';
  return (spec.get('restartPolicy').text() ?? 'Always') === 'Always' ? 'for-ever' : 'to-an-end';
}

/** The volumes of a pod by name. */
export const volumesOf = (spec: Field): ReadonlyMap<string | undefined, Field> =>
  new Map(
    spec
      .get('volumes')
      .items()
      .map((volume) => [volume.get('name').text(), volume]),
  );
