import { defineRule, type Fault } from '../../src/check/rule';
import { eachOf } from '../../src/check/undecided';
import { Field } from '../../src/check/view/field';

const LABEL = 'cdk8s.io/metadata.addr';

export const cdk8sMetadataAddr = defineRule({
  id: 'cdk8s-metadata-addr',
  topic: 'objects',
  on: 'manifest',
  severity: 'error',
  why: 'This label is a hash of a construct path: a selector with it makes renaming a construct replace the workload and its volumes.',
  fix: 'Create the workload with select: false and select by labels of our own.',
  source: 'design.md §7 (cdk8s)',
  // Keys and texts, at any depth: templates inside a ConfigMap are manifests too.
  check: ({ object }) =>
    eachOf(Field.of(object).walk(), (field): Fault[] => {
      const { value, path } = field;
      if (path.endsWith(`[${JSON.stringify(LABEL)}]`)) return [{ message: `${LABEL} is set`, place: { path } }];
      return typeof value === 'string' && value.includes(LABEL)
        ? [{ message: `a text mentions ${LABEL}`, place: { path } }]
        : [];
    }),
});
