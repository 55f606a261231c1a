import { defineRule, fail, notApplicable } from '../../src/check/rule';
import { Field } from '../../src/check/view/field';
import { isClusterScoped } from '../../src/check/view/scope';

export const clusterScopedNamespace = defineRule({
  id: 'cluster-scoped-namespace',
  topic: 'objects',
  on: 'manifest',
  severity: 'error',
  why: 'An object of the whole cluster has no namespace; engines that find one there lose track of the object.',
  fix: 'Remove metadata.namespace.',
  source: 'design.md §7 (cdk8s)',
  check: ({ object }) => {
    if (!isClusterScoped(object)) return notApplicable;
    const field = Field.of(object).get('metadata', 'namespace');
    const message = `${object.kind} belongs to the whole cluster and names the namespace ${JSON.stringify(field.value)}`;
    return fail(field.exists ? [{ message, place: { path: field.path } }] : []);
  },
});
