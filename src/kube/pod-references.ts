import type { Finder } from './finder';
import type { Spot } from './spot';
import { claimSpecReferences, volumeSecretReferences } from './storage-references';

/** Everything that a pod names. */
export function podReferences(spec: Spot, finder: Finder): void {
  finder.add('/ServiceAccount', spec.get('serviceAccountName'));
  finder.add('scheduling.k8s.io/PriorityClass', spec.get('priorityClassName'), { namespace: null });
  finder.add('node.k8s.io/RuntimeClass', spec.get('runtimeClassName'), { namespace: null });
  for (const secret of spec.get('imagePullSecrets').items()) finder.add('/Secret', secret.get('name'));
  for (const claim of spec.get('resourceClaims').items()) {
    finder.add('resource.k8s.io/ResourceClaim', claim.get('resourceClaimName'));
    finder.add('resource.k8s.io/ResourceClaimTemplate', claim.get('resourceClaimTemplateName'));
  }
  const volumes = spec.get('volumes').items();
  for (const volume of volumes) volumeReferences(volume, finder);
  for (const list of ['initContainers', 'containers', 'ephemeralContainers']) {
    for (const container of spec.get(list).items()) {
      environmentReferences(container, finder);
      for (const mount of container.get('volumeMounts').items()) fileReference(mount, volumes, finder);
    }
  }
}

function volumeReferences(volume: Spot, finder: Finder): void {
  filesOf(volume.get('configMap'), '/ConfigMap', 'name', finder);
  filesOf(volume.get('secret'), '/Secret', 'secretName', finder);
  for (const source of volume.get('projected', 'sources').items()) {
    filesOf(source.get('configMap'), '/ConfigMap', 'name', finder);
    filesOf(source.get('secret'), '/Secret', 'name', finder);
    finder.add('certificates.k8s.io/ClusterTrustBundle', source.get('clusterTrustBundle', 'name'), {
      namespace: null,
      optional: source.get('clusterTrustBundle', 'optional').flag(),
    });
  }
  finder.add('/PersistentVolumeClaim', volume.get('persistentVolumeClaim', 'claimName'));
  claimSpecReferences(volume.get('ephemeral', 'volumeClaimTemplate', 'spec'), finder);
  volumeSecretReferences(volume, finder);
}

function filesOf(source: Spot, kind: '/ConfigMap' | '/Secret', nameField: string, finder: Finder): void {
  const keys = source.get('items').items();
  finder.addKeys(
    kind,
    source.get(nameField),
    keys.map((item) => item.get('key')),
    source.get('optional').flag() ?? false,
  );
}

function environmentReferences(container: Spot, finder: Finder): void {
  for (const variable of container.get('env').items()) {
    for (const [field, kind] of [
      ['configMapKeyRef', '/ConfigMap'],
      ['secretKeyRef', '/Secret'],
    ] as const) {
      const source = variable.get('valueFrom', field);
      const optional = source.get('optional').flag();
      finder.add(kind, source.get('name'), { key: source.get('key').text(), optional });
    }
  }
  for (const source of container.get('envFrom').items()) {
    for (const [field, kind] of [
      ['configMapRef', '/ConfigMap'],
      ['secretRef', '/Secret'],
    ] as const) {
      finder.add(kind, source.get(field, 'name'), { optional: source.get(field, 'optional').flag() });
    }
  }
}

/** A mount of one file of a ConfigMap or Secret names its key; without that key kubelet mounts an empty directory. */
function fileReference(mount: Spot, volumes: readonly Spot[], finder: Finder): void {
  const file = mount.get('subPath').text();
  if (file === undefined || file === '') return;
  const volume = volumes.find((one) => one.get('name').text() === mount.get('name').text());
  for (const [field, kind, nameField] of [
    ['configMap', '/ConfigMap', 'name'],
    ['secret', '/Secret', 'secretName'],
  ] as const) {
    const source = volume?.get(field);
    if (!source?.exists || source.get('items').exists) continue;
    const before = finder.references.length;
    finder.add(kind, source.get(nameField), { key: file, optional: source.get('optional').flag() });
    const found = finder.references[before];
    if (found) finder.references[before] = { ...found, path: mount.get('subPath').path };
  }
}
