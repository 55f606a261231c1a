import { probes } from '../../policies/pods/probes';
import { container, deployment, object, pod, podSpec, podWith, subject } from './objects';
import { ruleTable } from './rule-table';

ruleTable(probes, {
  valid: {
    'both probes': subject(deployment()),
    'an init container without': subject(pod({ initContainers: [{ name: 'wait', image: 'a/b:1' }] })),
  },
  invalid: {
    'no probe at all': [
      subject(podWith({ readinessProbe: undefined, livenessProbe: null })),
      'spec.containers[0].readinessProbe: container "app" has no readinessProbe',
      'spec.containers[0].livenessProbe: container "app" has no livenessProbe',
    ],
    'a probe that asks nothing': [
      subject(podWith({ livenessProbe: { periodSeconds: 5 } })),
      'spec.containers[0].livenessProbe: container "app" has a livenessProbe that asks nothing',
    ],
    'the second container': [
      subject(deployment({ containers: [container(), container({ name: 'b', readinessProbe: undefined })] })),
      'spec.template.spec.containers[1].readinessProbe: container "b" has no readinessProbe',
    ],
  },
  notApplicable: {
    'a Job': subject(
      object('batch/v1', 'Job', { spec: { template: { spec: podSpec({ containers: [{ name: 'a' }] }) } } }),
    ),
    'a pod that ends': subject(pod({ restartPolicy: 'Never', containers: [{ name: 'a' }] })),
    'an object without pods': subject(object('v1', 'ConfigMap')),
  },
  undecided: {
    'a restart policy that is not one': [subject(pod({ restartPolicy: 3 })), 'spec.restartPolicy is not a text'],
  },
});
