import { setTimeout as sleep } from 'node:timers/promises';
import type { KubeObject } from '../../../src/manifest';
import type { ControlPlane } from './control-plane';

const DRIVER = 'provisioner.test';

/**
 * Plays the storage drivers: makes a volume for each claim as soon as the scheduler has chosen a node for it, and deletes
 * it after its claim.
 */
export function startProvisioner(plane: ControlPlane): void {
  const run = async () => {
    while (!plane.ended.aborted) {
      // The API server may be down for a while: tests do that.
      await provisionAll(plane).catch(() => undefined);
      await sleep(250, undefined, { signal: plane.ended }).catch(() => undefined);
    }
  };
  void run();
}

async function provisionAll({ api }: ControlPlane): Promise<void> {
  for (const claim of await api.list('/api/v1/persistentvolumeclaims')) {
    const node = claim.metadata.annotations?.['volume.kubernetes.io/selected-node'];
    if (node && claim.status.phase === 'Pending') await api.apply(volume(claim, node), { manager: 'provisioner' });
  }
  for (const one of await api.list('/api/v1/persistentvolumes')) {
    if (one.spec.csi?.driver === DRIVER && one.status.phase === 'Released') await api.delete(one);
  }
}

function volume({ metadata, spec }: KubeObject, node: string): KubeObject {
  const { name, namespace, uid } = metadata;
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolume',
    metadata: { name: `pvc-${uid}`, annotations: { 'pv.kubernetes.io/provisioned-by': DRIVER } },
    spec: {
      capacity: spec.resources.requests,
      accessModes: spec.accessModes,
      storageClassName: spec.storageClassName,
      persistentVolumeReclaimPolicy: 'Delete',
      claimRef: { apiVersion: 'v1', kind: 'PersistentVolumeClaim', name, namespace, uid },
      csi: { driver: DRIVER, volumeHandle: String(uid) },
      nodeAffinity: {
        required: {
          nodeSelectorTerms: [
            { matchExpressions: [{ key: 'kubernetes.io/hostname', operator: 'In', values: [node] }] },
          ],
        },
      },
    },
  };
}
