import type { Find, Finder } from './finder';
import type { Spot } from './spot';

/** A claim, or the template of one. */
export function claimSpecReferences(spec: Spot, finder: Finder): void {
  finder.add('storage.k8s.io/StorageClass', spec.get('storageClassName'), { namespace: null });
  finder.add('storage.k8s.io/VolumeAttributesClass', spec.get('volumeAttributesClassName'), { namespace: null });
  finder.add('/PersistentVolume', spec.get('volumeName'), { namespace: null });
  const source = spec.get('dataSource');
  const group = source.get('apiGroup').text() ?? '';
  finder.add(`${group}/${source.get('kind').text()}`, source.get('name'));
}

export const claim: Find = (object, finder) => claimSpecReferences(object.get('spec'), finder);

export const volume: Find = (object, finder) => {
  const spec = object.get('spec');
  finder.add('storage.k8s.io/StorageClass', spec.get('storageClassName'), { namespace: null });
  const claimed = spec.get('claimRef');
  finder.add('/PersistentVolumeClaim', claimed.get('name'), {
    namespace: claimed.get('namespace').text(),
    later: true,
  });
  volumeSecretReferences(spec, finder);
};

const IN_TREE = ['cephfs', 'cinder', 'flexVolume', 'iscsi', 'rbd', 'scaleIO', 'storageos'];
const CSI = [
  'controllerExpandSecretRef',
  'controllerPublishSecretRef',
  'nodeExpandSecretRef',
  'nodePublishSecretRef',
  'nodeStageSecretRef',
];

/** Secrets with which a volume, of a pod or of the cluster, is mounted. */
export function volumeSecretReferences(source: Spot, finder: Finder): void {
  const places = [...IN_TREE.map((type) => source.get(type, 'secretRef')), ...CSI.map((use) => source.get('csi', use))];
  for (const place of places) finder.add('/Secret', place.get('name'), { namespace: place.get('namespace').text() });
  const azure = source.get('azureFile');
  finder.add('/Secret', azure.get('secretName'), { namespace: azure.get('secretNamespace').text() });
  const provider = source.get('csi', 'volumeAttributes', 'secretProviderClass');
  finder.add('secrets-store.csi.x-k8s.io/SecretProviderClass', provider);
}

const CLASS_SECRET = /^csi\.storage\.k8s\.io\/([a-z-]+)-secret-name$/;

/** The Secrets of a CSI driver, named in the parameters of a storage or snapshot class. */
export const storageClass: Find = (object, finder) => {
  const parameters = object.get('parameters');
  for (const [key, name] of parameters.entries()) {
    const use = CLASS_SECRET.exec(key)?.[1];
    // A driver may make names of `${pvc.name}`; those are not known before.
    if (use === undefined || name.text()?.includes('${')) continue;
    const namespace = parameters.get(`csi.storage.k8s.io/${use}-secret-namespace`).text();
    finder.add('/Secret', name, { namespace });
  }
};
