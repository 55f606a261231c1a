import type { KubeObject } from '../manifest';
import { groupKind } from './reference';

const TEMPLATE = ['spec', 'template'];

/** Where a kind keeps the template of its pods: the keys above `metadata` and `spec`. */
const POD_PATHS: Readonly<Record<string, readonly string[]>> = {
  '/Pod': [],
  '/PodTemplate': ['template'],
  '/ReplicationController': TEMPLATE,
  'apps/DaemonSet': TEMPLATE,
  'apps/Deployment': TEMPLATE,
  'apps/ReplicaSet': TEMPLATE,
  'apps/StatefulSet': TEMPLATE,
  'batch/CronJob': ['spec', 'jobTemplate', 'spec', 'template'],
  'batch/Job': TEMPLATE,
};

/** Keys that lead to the pod inside an object; `undefined` when its kind holds none. */
export function podPath(object: KubeObject): readonly string[] | undefined {
  const key = groupKind(object);
  return Object.hasOwn(POD_PATHS, key) ? POD_PATHS[key] : undefined;
}
