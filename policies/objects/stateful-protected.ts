import { defineRule, fail, notApplicable } from '../../src/check/rule';
import { groupKind } from '../../src/kube/reference';
import { objectName } from '../../src/manifest';

/** Kinds that hold data, or that take the objects of others with them when they go. */
const STATEFUL = new Set([
  '/Namespace',
  '/PersistentVolume',
  '/PersistentVolumeClaim',
  'apiextensions.k8s.io/CustomResourceDefinition',
  'apps/StatefulSet',
  'postgresql.cnpg.io/Cluster',
]);

export const statefulProtected = defineRule({
  id: 'stateful-protected',
  topic: 'objects',
  on: 'platform',
  severity: 'error',
  why: 'Whoever deletes a volume, its claim, a namespace or a definition deletes the data of users with it.',
  fix: 'Mark the object as protected, so that no engine deletes it without an explicit order; or say in the site that the cluster is disposable.',
  source: 'design.md §5',
  check: ({ manifests, provides }) => {
    if (provides.disposable) return notApplicable;
    return fail(
      manifests
        .filter(({ object, protect }) => STATEFUL.has(groupKind(object)) && !protect)
        .map(({ object, id }) => ({
          message: `${object.kind} is not protected from deletion`,
          place: { object: objectName(object), construct: id },
        })),
    );
  },
});
