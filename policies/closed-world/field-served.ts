import { defineRule, type Fault } from '../../src/check/rule';
import { eachOf } from '../../src/check/undecided';
import { containersOf } from '../../src/check/view/containers';
import { Field } from '../../src/check/view/field';
import { podOf } from '../../src/check/view/pod-spec';
import { faultAt } from '../../src/check/world/faults';
import { type WorldObject, worldOf } from '../../src/check/world/world';
import { GONE_VOLUMES, NEW_FIELDS, type NewField } from '../../src/kube/fields';
import { groupKind } from '../../src/kube/reference';
import { minor } from '../../src/kube/releases';
import type { KubeObject } from '../../src/manifest';

export const fieldServed = defineRule({
  id: 'field-served',
  topic: 'closed-world',
  on: 'platform',
  severity: 'error',
  why: 'The API server drops a field that its release does not use yet, without a word, and the object does something else; a volume of a type that is gone is never mounted.',
  fix: 'Leave the field out, or raise `kubernetes` when the cluster has that release.',
  source: 'src/kube/fields.ts',
  check: (platform) => {
    const target = platform.provides.kubernetes;
    const missing = NEW_FIELDS.filter(({ since }) => since === undefined || minor(since) > minor(target));
    const places = [...new Set(missing.map(({ of }) => of))];
    return eachOf(worldOf(platform).objects, (one): Fault[] => [
      ...goneVolumes(one),
      ...places.flatMap((of) => {
        const homes = homesOf(one.object, of);
        return missing
          .filter((field) => homes.length > 0 && field.of === of)
          .flatMap((field) =>
            homes
              .flatMap((home) => at(home, field.path))
              .map(({ path }) => faultAt(one, path, reason(field, path, target))),
          );
      }),
    ]);
  },
});

function goneVolumes(one: WorldObject): Fault[] {
  const isVolume = groupKind(one.object) === '/PersistentVolume';
  const volumes = isVolume ? [Field.of(one.object).get('spec')] : homesOf(one.object, 'volume');
  return volumes
    .flatMap((volume) => GONE_VOLUMES.map((type) => volume.get(type)))
    .filter(({ exists }) => exists)
    .map(({ path }) =>
      faultAt(one, path, `${path}: Kubernetes no longer mounts volumes of this type; a CSI driver does`),
    );
}

const reason = ({ since, gate }: NewField, path: string, target: string) =>
  since === undefined
    ? `${path} has no effect in Kubernetes ${target} unless the feature gate ${gate} is switched on`
    : `${path} has an effect from Kubernetes ${since} on, and the site targets ${target}`;

/** The parts of an object that a kind of field belongs to. */
function homesOf(object: KubeObject, of: NewField['of']): Field[] {
  const whole = Field.of(object);
  const kind = groupKind(object);
  if (of === kind) return [whole];
  if (of === 'claim') return claimsOf(whole, kind);
  const pod = podOf(object);
  if (!pod) return [];
  if (of === 'pod') return [pod.spec];
  if (of === 'container') return containersOf(pod).map(({ field }) => field);
  if (of === 'volume') return pod.spec.get('volumes').items();
  return [];
}

function claimsOf(object: Field, kind: string): Field[] {
  if (kind === '/PersistentVolumeClaim') return [object.get('spec')];
  if (kind !== 'apps/StatefulSet') return [];
  const templates = object.get('spec', 'volumeClaimTemplates').items();
  return templates.map((template) => template.get('spec'));
}

/** The fields at a path in which `[]` stands for every element of a list; none where it is absent. */
function at(home: Field, path: string): Field[] {
  let places = [home];
  for (const step of path.split('.')) {
    const key = step.replace('[]', '');
    places = places.map((place) => place.get(key));
    if (step !== key) places = places.flatMap((place) => place.items());
  }
  return places.filter(({ exists }) => exists);
}
