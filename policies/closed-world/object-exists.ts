import { defineRule, type Fault } from '../../src/check/rule';
import { eachOf, Undecided } from '../../src/check/undecided';
import { missingPart } from '../../src/check/world/existence';
import { factsOf } from '../../src/check/world/facts';
import { faultAt } from '../../src/check/world/faults';
import { worldOf } from '../../src/check/world/world';

// Kinds that a rule of their own looks for, with a reason of their own.
const ELSEWHERE =
  /^(?:\/(?:ConfigMap|Namespace|PersistentVolume|PersistentVolumeClaim|Secret|Service|ServiceAccount)|storage\.k8s\.io\/.*|scheduling\.k8s\.io\/.*|rbac\.authorization\.k8s\.io\/.*|networking\.k8s\.io\/IngressClass|traefik\.io\/.*)$/;

export const objectExists = defineRule({
  id: 'object-exists',
  topic: 'closed-world',
  on: 'platform',
  severity: 'error',
  why: 'What names a workload, an issuer, a queue or a policy that does not exist does nothing, and says so nowhere.',
  fix: 'Declare what is named, or name what is declared.',
  source: 'capacity-storage-network.md §3.4 K4',
  check: (platform) => {
    const world = worldOf(platform);
    return eachOf(world.objects, (one): Fault[] => {
      const { references, unreadable } = factsOf(one.object);
      const faults = references
        .filter(({ group, kind }) => !ELSEWHERE.test(`${group}/${kind}`))
        .flatMap((reference) => {
          const missing = missingPart(world, reference);
          return missing === undefined ? [] : [faultAt(one, reference.path, missing)];
        });
      // Any rule of this topic may have missed something there; one of them says so.
      if (faults.length === 0 && unreadable.length > 0) {
        throw new Undecided(
          `${one.title}: ${unreadable.join(', ')} cannot be read, so names in it were not looked for`,
        );
      }
      return faults;
    });
  },
});
