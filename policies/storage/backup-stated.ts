import { defineRule, type Fault, notApplicable } from '../../src/check/rule';
import { eachOf } from '../../src/check/undecided';
import { Field } from '../../src/check/view/field';
import { podOf } from '../../src/check/view/pod-spec';
import { environmentOf } from '../../src/check/world/environment';
import { manifestFault } from '../../src/check/world/faults';
import { groupKind } from '../../src/kube/reference';
import { statefulClaims } from '../../src/kube/stateful-claims';
import { type Manifest, objectName } from '../../src/manifest';

/** Written on objects by `src/constructs/backup.ts`; a construct of somebody else writes it by hand. */
const BACKUP = 'astroplatform.io/backup';
const BY = /^(?:snapshots|dumps) by (CronJob|ScheduledBackup) ([a-z0-9.-]+)$/;
const IN_WORDS = /^(?:elsewhere|none): ./;

export const backupStated = defineRule({
  id: 'backup-stated',
  topic: 'storage',
  on: 'platform',
  severity: 'warning',
  why: 'What is protected is there to be kept, and a disk dies without asking. Whoever restores must know where the copies are; whoever has none must know before.',
  fix: 'Say where the copies of /arc live (arc.backup), let the site make snapshots (snapshots) or dumps (databases.backup), or say why there are none; on an object of your own in its annotation astroplatform.io/backup.',
  source: 'capacity-storage-network.md §2.6, §3.4 S8',
  check: ({ manifests, provides }) => {
    if (provides.disposable) return notApplicable;
    const kept = keepers(manifests.filter(({ protect }) => protect));
    if (kept.length === 0) return notApplicable;
    return eachOf(kept, (one) => faultsOf(one, manifests));
  },
});

/** Objects whose data somebody must bring back: one of those that show the same. */
function keepers(kept: readonly Manifest[]): Manifest[] {
  const volumes = new Map<string, Manifest>();
  for (const one of kept.filter(({ object }) => groupKind(object) === '/PersistentVolume')) {
    // Claims of one name are one store, seen from several namespaces (rule shared-bytes).
    const store = Field.of(one.object).get('spec', 'claimRef', 'name').text() ?? one.object.metadata.name;
    volumes.set(store, volumes.get(store) ?? one);
  }
  const names = new Set(manifestNames(kept, '/PersistentVolume'));
  return [
    ...volumes.values(),
    ...kept.filter(({ object }) => {
      const spec = Field.of(object).get('spec');
      switch (groupKind(object)) {
        case '/PersistentVolumeClaim':
          return !names.has(spec.get('volumeName').text() ?? '');
        case 'apps/StatefulSet':
          return spec.get('volumeClaimTemplates').items().length > 0;
        default:
          return groupKind(object) === 'postgresql.cnpg.io/Cluster';
      }
    }),
  ];
}

const manifestNames = (manifests: readonly Manifest[], kind: string) =>
  manifests.filter(({ object }) => groupKind(object) === kind).map(({ object }) => object.metadata.name);

function faultsOf(one: Manifest, manifests: readonly Manifest[]): Fault[] {
  const field = Field.of(one.object).get('metadata', 'annotations').get(BACKUP);
  const said = field.text();
  if (said === undefined)
    return [
      {
        message: 'nothing says how its data come back when they are lost',
        place: { object: objectName(one.object), construct: one.id },
      },
    ];
  if (IN_WORDS.test(said)) return [];
  const [, kind, name] = BY.exec(said) ?? [];
  if (kind === undefined)
    return [
      manifestFault(
        one,
        field.path,
        `"${said}" does not say what makes copies, where they live, or why there are none`,
      ),
    ];
  const { namespace } = one.object.metadata;
  const maker = manifests.find(
    ({ object }) => object.kind === kind && object.metadata.name === name && object.metadata.namespace === namespace,
  );
  if (!maker)
    return [
      manifestFault(one, field.path, `it is said to come from ${kind} ${namespace}/${name}, which does not exist`),
    ];
  if (kind !== 'CronJob' || !said.startsWith('snapshots')) return [];
  const listed = claimsOf(maker);
  return claimsBehind(one)
    .filter((claim) => !listed.includes(claim))
    .map((claim) =>
      manifestFault(one, field.path, `${objectName(maker.object)} makes no snapshots of the claim ${claim}`),
    );
}

/** Claims of which a schedule makes snapshots: `CLAIMS` of its container. */
function claimsOf({ object }: Manifest): readonly string[] {
  const containers = podOf(object)?.spec.get('containers').items() ?? [];
  return containers.flatMap((container) => environmentOf(container).get('CLAIMS')?.value?.split(' ') ?? []);
}

const claimsBehind = ({ object }: Manifest): string[] =>
  object.kind === 'PersistentVolumeClaim' ? [object.metadata.name] : statefulClaims(object);
