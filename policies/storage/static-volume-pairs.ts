import { defineRule, type Fault, notApplicable } from '../../src/check/rule';
import { eachOf } from '../../src/check/undecided';
import { amountAt } from '../../src/check/view/amount';
import { Field } from '../../src/check/view/field';
import { faultAt } from '../../src/check/world/faults';
import { type World, type WorldObject, worldOf } from '../../src/check/world/world';
import { groupKind } from '../../src/kube/reference';

export const staticVolumePairs = defineRule({
  id: 'static-volume-pairs',
  topic: 'storage',
  on: 'platform',
  severity: 'error',
  why: 'Kubernetes binds a volume and a claim one to one, when each names the other and their classes and access modes agree; otherwise both wait, and every pod that mounts the claim with them.',
  fix: 'Give each claim a volume of its own that names it in claimRef, with the same class, access modes and at least its size, and the reclaim policy Retain.',
  source: 'capacity-storage-network.md §2.3, §3.4 S3, S5',
  check: (platform) => {
    const world = worldOf(platform);
    const volumes = world.delivered.filter(({ object }) => groupKind(object) === '/PersistentVolume');
    if (volumes.length === 0) return notApplicable;
    return eachOf(volumes, (volume) => [...pairFaults(world, volume), ...keepFaults(volume)]);
  },
});

function pairFaults(world: World, volume: WorldObject): Fault[] {
  const spec = Field.of(volume.object).get('spec');
  const { name } = volume.object.metadata;
  const ref = spec.get('claimRef');
  const claims = world.delivered.filter(
    ({ object }) => groupKind(object) === '/PersistentVolumeClaim' && object.spec?.volumeName === name,
  );
  if (claims.length === 0) return [faultAt(volume, 'spec', 'no claim names it as its volume')];
  if (claims.length > 1) return [faultAt(volume, 'spec', `${claims.length} claims name it as their volume`)];
  return claims.flatMap((claim): Fault[] => {
    const { metadata } = claim.object;
    const wanted = Field.of(claim.object).get('spec');
    const isReserved = ref.get('name').text() === metadata.name && ref.get('namespace').text() === metadata.namespace;
    const same = (key: string) =>
      JSON.stringify(spec.get(key).value ?? '') === JSON.stringify(wanted.get(key).value ?? '');
    const [has, asks] = [
      amountAt(spec.get('capacity', 'storage')),
      amountAt(wanted.get('resources', 'requests', 'storage')),
    ];
    return [
      ...(isReserved ? [] : [faultAt(volume, ref.path, `it is not reserved for ${claim.title}, which names it`)]),
      ...['storageClassName', 'accessModes']
        .filter((key) => !same(key))
        .map((key) => faultAt(volume, spec.get(key).path, `it differs from that of ${claim.title}`)),
      ...(has !== undefined && asks !== undefined && has < asks
        ? [faultAt(volume, spec.get('capacity', 'storage').path, `it is less than ${claim.title} asks for`)]
        : []),
    ];
  });
}

/** A volume that nobody provisioned is not deleted or wiped with its claim. */
function keepFaults(volume: WorldObject): Fault[] {
  const policy = Field.of(volume.object).get('spec', 'persistentVolumeReclaimPolicy');
  // Retain is the default of volumes that nobody provisioned.
  if ((policy.text() ?? 'Retain') === 'Retain') return [];
  return [faultAt(volume, policy.path, `${policy.text()} loses the data when the claim goes`)];
}
