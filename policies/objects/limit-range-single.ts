import { defineRule, fail, notApplicable } from '../../src/check/rule';
import { groupKind } from '../../src/kube/reference';
import { objectName } from '../../src/manifest';

export const limitRangeSingle = defineRule({
  id: 'limit-range-single',
  topic: 'objects',
  on: 'platform',
  severity: 'error',
  why: 'Kubernetes enforces every LimitRange of a namespace, while the session service reads the first that it finds and offers sizes that another refuses.',
  fix: 'Keep one LimitRange per namespace.',
  source: 'capacity-storage-network.md §3.4 Q10; platform-contract.md §2.10',
  check: ({ manifests }) => {
    const ranges = manifests.filter(({ object }) => groupKind(object) === '/LimitRange');
    if (ranges.length === 0) return notApplicable;
    const first = new Map<string | undefined, string>();
    return fail(
      ranges.flatMap(({ object, id }) => {
        const { name, namespace } = object.metadata;
        const other = first.get(namespace);
        if (other === undefined) {
          first.set(namespace, name);
          return [];
        }
        const message = `the namespace ${namespace ?? 'default'} has the LimitRange ${other} already`;
        return [{ message, place: { object: objectName(object), construct: id } }];
      }),
    );
  },
});
