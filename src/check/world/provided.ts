import type { Definition } from '../../kube/reference';
import type { Provides } from '../../plan/provides';

/** What a cluster has before us, as definitions. Nobody knows the keys of a Secret that somebody else keeps. */
export function providedBy(provides: Provides): Definition[] {
  const cluster = (group: string, kind: string, names: readonly string[]) =>
    names.map((name): Definition => ({ group, kind, name }));
  const anywhere = (group: string, kind: string, names: readonly string[]) =>
    names.map((name): Definition => ({ group, kind, namespace: '*', name }));
  const placed = (kind: string, names: readonly string[]) =>
    names.map((entry): Definition => {
      const [namespace = '', name = ''] = entry.split('/');
      const keys = kind === 'Secret' ? provides.secretKeys[entry] : undefined;
      return { group: '', kind, namespace, name, ...(keys && { keys: new Set(keys) }) };
    });
  return [
    ...cluster('', 'Namespace', provides.namespaces),
    ...provides.namespaces.map((namespace) => ({ group: '', kind: 'ServiceAccount', namespace, name: 'default' })),
    ...cluster('networking.k8s.io', 'IngressClass', provides.ingressClasses),
    ...cluster('storage.k8s.io', 'StorageClass', provides.storageClasses),
    ...cluster('scheduling.k8s.io', 'PriorityClass', provides.priorityClasses),
    ...cluster('cert-manager.io', 'ClusterIssuer', provides.issuers),
    ...anywhere('cert-manager.io', 'Issuer', provides.issuers),
    ...cluster('external-secrets.io', 'ClusterSecretStore', provides.secretStores),
    ...anywhere('external-secrets.io', 'SecretStore', provides.secretStores),
    ...provides.objects,
    ...placed('Secret', provides.secrets),
    ...placed('PersistentVolumeClaim', provides.claims),
  ];
}
