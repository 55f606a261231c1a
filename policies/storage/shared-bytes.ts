import { defineRule, type Fault, fail, notApplicable } from '../../src/check/rule';
import { Field } from '../../src/check/view/field';
import { faultAt } from '../../src/check/world/faults';
import { type WorldObject, worldOf } from '../../src/check/world/world';
import { groupKind } from '../../src/kube/reference';

export const sharedBytes = defineRule({
  id: 'shared-bytes',
  topic: 'storage',
  on: 'platform',
  severity: 'error',
  why: 'Services and sessions see the same files only when the volumes behind their claims are the same directory of the same storage; and kubelet mixes up volumes that share a handle.',
  fix: 'Give claims of one name in several namespaces volumes of one source, each with a volumeHandle of its own.',
  source: 'capacity-storage-network.md §2.3, §3.4 S2; platform-contract.md §7 item 5',
  check: (platform) => {
    const volumes = worldOf(platform).delivered.filter(({ object }) => groupKind(object) === '/PersistentVolume');
    if (volumes.length === 0) return notApplicable;
    return fail([...sourceFaults(volumes), ...handleFaults(volumes)]);
  },
});

/** Claims of one name are one store, seen from several namespaces. */
function sourceFaults(volumes: readonly WorldObject[]): Fault[] {
  const first = new Map<string, WorldObject>();
  return volumes.flatMap((volume): Fault[] => {
    const claim = Field.of(volume.object).get('spec', 'claimRef', 'name').text();
    if (claim === undefined) return [];
    const other = first.get(claim);
    if (other === undefined) {
      first.set(claim, volume);
      return [];
    }
    if (sourceOf(volume) === sourceOf(other)) return [];
    return [
      faultAt(
        volume,
        'spec',
        `the claims named ${claim} are on ${sourceOf(volume)} here and on ${sourceOf(other)} in ${other.title}`,
      ),
    ];
  });
}

/** Everything about a volume that says where its bytes are and how they are mounted. */
function sourceOf({ object }: WorldObject): string {
  const { claimRef, nodeAffinity, csi, ...spec } = (object.spec ?? {}) as Record<string, unknown>;
  const { volumeHandle, ...driver } = (csi ?? {}) as Record<string, unknown>;
  return JSON.stringify({ ...spec, ...(csi !== undefined && { csi: driver }) });
}

function handleFaults(volumes: readonly WorldObject[]): Fault[] {
  const seen = new Set<string>();
  return volumes.flatMap((volume): Fault[] => {
    const handle = Field.of(volume.object).get('spec', 'csi', 'volumeHandle');
    const text = handle.text();
    if (text === undefined || !seen.has(text)) {
      if (text !== undefined) seen.add(text);
      return [];
    }
    return [faultAt(volume, handle.path, `another volume has the handle ${text} too`)];
  });
}
