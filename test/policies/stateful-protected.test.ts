import { statefulProtected } from '../../policies/objects/stateful-protected';
import { object, platform } from './objects';
import { ruleTable } from './rule-table';

const stateful = [
  object('v1', 'Namespace'),
  object('v1', 'PersistentVolume'),
  object('v1', 'PersistentVolumeClaim', {}, { namespace: 'n' }),
  object('apiextensions.k8s.io/v1', 'CustomResourceDefinition'),
  object('apps/v1', 'StatefulSet', {}, { namespace: 'n' }),
];
const fault = (name: string, kind: string) => `${name}: ${kind} is not protected from deletion`;

ruleTable(statefulProtected, {
  valid: {
    'protected all': platform(stateful, true),
    'what holds no data': platform([object('apps/v1', 'Deployment'), object('v1', 'ConfigMap')]),
    'the same kind of another group': platform([object('example.org/v1', 'StatefulSet')]),
  },
  invalid: {
    'protected none': [
      platform(stateful),
      fault('Namespace x', 'Namespace'),
      fault('PersistentVolume x', 'PersistentVolume'),
      fault('PersistentVolumeClaim n/x', 'PersistentVolumeClaim'),
      fault('CustomResourceDefinition x', 'CustomResourceDefinition'),
      fault('StatefulSet n/x', 'StatefulSet'),
    ],
  },
});
