import { clusterScopedNamespace } from '../../policies/objects/cluster-scoped-namespace';
import { object, subject } from './objects';
import { ruleTable } from './rule-table';

const inNamespace = { namespace: 'skaha-system' };

ruleTable(clusterScopedNamespace, {
  valid: {
    'a PriorityClass': subject(object('scheduling.k8s.io/v1', 'PriorityClass')),
    'a ClusterQueue': subject(object('kueue.x-k8s.io/v1beta2', 'ClusterQueue')),
  },
  invalid: {
    'a PersistentVolume': [
      subject(object('v1', 'PersistentVolume', {}, inNamespace)),
      'metadata.namespace: PersistentVolume belongs to the whole cluster and names the namespace "skaha-system"',
    ],
    'whatever the version': [
      subject(object('rbac.authorization.k8s.io/v1beta1', 'ClusterRole', {}, inNamespace)),
      'metadata.namespace: ClusterRole belongs to the whole cluster and names the namespace "skaha-system"',
    ],
    'a kind of an operator': [
      subject(object('cert-manager.io/v1', 'ClusterIssuer', {}, inNamespace)),
      'metadata.namespace: ClusterIssuer belongs to the whole cluster and names the namespace "skaha-system"',
    ],
  },
  notApplicable: {
    'a namespaced kind': subject(object('v1', 'ConfigMap', {}, inNamespace)),
    'the same kind of another group': subject(object('example.org/v1', 'ClusterRole', {}, inNamespace)),
  },
});
