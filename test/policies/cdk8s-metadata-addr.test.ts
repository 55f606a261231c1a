import { cdk8sMetadataAddr } from '../../policies/objects/cdk8s-metadata-addr';
import { UNRESOLVED } from '../../src/check/view/field';
import { deployment, object, subject } from './objects';
import { ruleTable } from './rule-table';

const ADDR = 'cdk8s.io/metadata.addr';
const selector = { matchLabels: { [ADDR]: 'c8a1' } };

ruleTable(cdk8sMetadataAddr, {
  valid: { 'labels of our own': subject(deployment()) },
  invalid: {
    'a selector': [
      subject(
        object('apps/v1', 'Deployment', { spec: { selector, template: { metadata: { labels: { [ADDR]: 'x' } } } } }),
      ),
      `spec.selector.matchLabels["${ADDR}"]: ${ADDR} is set`,
      `spec.template.metadata.labels["${ADDR}"]: ${ADDR} is set`,
    ],
    'a template inside a ConfigMap': [
      subject(object('v1', 'ConfigMap', { data: { 'launch.yaml': `labels:\n  ${ADDR}: x\n` } })),
      `data["launch.yaml"]: a text mentions ${ADDR}`,
    ],
    'an expression in a list, beside what is not known yet': [
      subject(object('v1', 'X', { spec: { image: UNRESOLVED, list: [[{ key: ADDR }]] } })),
      `spec.list[0][0].key: a text mentions ${ADDR}`,
    ],
  },
  undecided: {
    'what is not known yet': [
      subject(object('v1', 'X', { spec: { image: UNRESOLVED } })),
      'spec.image is not known yet',
    ],
  },
});

test('depth is no way to hide it, nor to break the rule', () => {
  let deep: unknown = { [ADDR]: 'x' };
  for (let depth = 0; depth < 5000; depth++) deep = [deep];
  expect(cdk8sMetadataAddr.check(subject(object('v1', 'X', { deep })))).toMatchObject({ verdict: 'fail' });
});
