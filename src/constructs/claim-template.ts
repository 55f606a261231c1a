import type { PersistentVolumeClaim } from 'kubernetes-types/core/v1';
import { type Bytes, formatMemory } from '../config/units';

/** A volume that a provisioner makes. */
export interface VolumeSize {
  readonly storageClass?: string | undefined;
  readonly size: Bytes;
}

/** Spec of a claim to a volume of one node at a time. */
export const claimSpec = ({ storageClass, size }: VolumeSize) => ({
  accessModes: ['ReadWriteOnce'],
  volumeMode: 'Filesystem',
  ...(storageClass && { storageClassName: storageClass }),
  resources: { requests: { storage: formatMemory(size) } },
});

/**
 * A claim for each pod of a StatefulSet. The server keeps the list of them as one value: what it would fill in is stated, so
 * that a second engine is no conflict.
 */
export const claimTemplate = (name: string, volume: VolumeSize): PersistentVolumeClaim => ({
  apiVersion: 'v1',
  kind: 'PersistentVolumeClaim',
  metadata: { name },
  status: { phase: 'Pending' },
  spec: claimSpec(volume),
});
