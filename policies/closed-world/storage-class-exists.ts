import { defineRule } from '../../src/check/rule';
import { namedExist } from '../../src/check/world/existence';

export const storageClassExists = defineRule({
  id: 'storage-class-exists',
  topic: 'closed-world',
  on: 'platform',
  severity: 'error',
  why: 'A claim on a storage class that does not exist stays Pending, and every pod that mounts it.',
  fix: 'Name a class that the platform makes, or list it in cluster.provides.storageClasses.',
  source: 'capacity-storage-network.md §3.4 S3',
  check: (platform) => namedExist(platform, ['storage.k8s.io/StorageClass', 'storage.k8s.io/VolumeAttributesClass']),
});
