import type { KubeObject } from '../manifest';
import { groupKind } from './reference';

/** Labels of the pods that an operator makes of an object, by kind. What else is in such a pod only the operator knows. */
const PODS_OF: Readonly<Record<string, (object: KubeObject) => Readonly<Record<string, string>>>> = {
  'postgresql.cnpg.io/Cluster': ({ metadata: { name } }) => ({ 'cnpg.io/cluster': name }),
};

/** Labels of the pods that an operator makes of an object; `undefined` when none does. */
export function operatorPodLabels(object: KubeObject): Readonly<Record<string, string>> | undefined {
  const key = groupKind(object);
  return Object.hasOwn(PODS_OF, key) ? PODS_OF[key]?.(object) : undefined;
}
