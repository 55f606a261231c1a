import type { Definition } from './reference';

const cluster = (group: string, kind: string, names: readonly string[]): Definition[] =>
  names.map((name) => ({ group, kind, name }));

/** Objects that every cluster has. */
export const BUILT_IN: readonly Definition[] = [
  ...cluster('', 'Namespace', ['default', 'kube-node-lease', 'kube-public', 'kube-system']),
  ...cluster('scheduling.k8s.io', 'PriorityClass', ['system-cluster-critical', 'system-node-critical']),
  ...cluster('rbac.authorization.k8s.io', 'ClusterRole', ['admin', 'cluster-admin', 'edit', 'view']),
  { group: '', kind: 'Service', namespace: 'default', name: 'kubernetes', ports: new Set(['443', 'https']) },
];
