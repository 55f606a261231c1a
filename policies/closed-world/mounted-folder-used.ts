import { defineRule, type Fault, notApplicable } from '../../src/check/rule';
import { eachOf } from '../../src/check/undecided';
import { containersOf } from '../../src/check/view/containers';
import { Field } from '../../src/check/view/field';
import { textsOf } from '../../src/check/world/container-texts';
import { faultAt } from '../../src/check/world/faults';
import type { WorldPod } from '../../src/check/world/pods';
import { worldOf } from '../../src/check/world/world';

export const mountedFolderUsed = defineRule({
  id: 'mounted-folder-used',
  topic: 'closed-world',
  on: 'platform',
  severity: 'error',
  why: 'A program that is told where its files are looks only there; files or data mounted at another path are as good as absent.',
  fix: 'Mount the volume at the path that the command, a variable or a mounted file names.',
  source: 'platform-contract.md §2.1, §7 item 5',
  check: (platform) => {
    const world = worldOf(platform);
    // A container without a command of its own starts what its image starts, and nobody here knows what that reads.
    const told = world.pods.flatMap((pod) =>
      containersOf(pod.view)
        .filter(({ field }) => field.get('command').exists)
        .map((container) => ({ pod, container })),
    );
    if (told.length === 0) return notApplicable;
    return eachOf(told, ({ pod, container: { title, field } }): Fault[] => {
      const volumes = namedVolumes(pod);
      const mounts = field
        .get('volumeMounts')
        .items()
        .filter((mount) => volumes.has(mount.get('name').text()) && !mount.get('subPath').exists)
        .map((mount) => mount.get('mountPath'))
        // Every program may use it unasked.
        .filter((path) => path.text() !== '/tmp');
      const texts = textsOf(world, pod, field).map(({ text }) => text);
      return mounts
        .filter((mount) => !texts.some((text) => names(text, mount.text() ?? '')))
        .map((mount) => faultAt(pod.maker, mount.path, `${title} names nothing in ${mount.text()}`));
    });
  },
});

const KINDS = ['configMap', 'secret', 'projected', 'emptyDir', 'persistentVolumeClaim'];

/** Volumes that are there for this pod: files of ConfigMaps and Secrets, space to share, and claims. */
function namedVolumes({ maker, view }: WorldPod): ReadonlySet<string | undefined> {
  const files = view.spec
    .get('volumes')
    .items()
    .filter((volume) => KINDS.some((kind) => volume.get(kind).exists))
    .map((volume) => volume.get('name').text());
  const claims = Field.of(maker.object)
    .get('spec', 'volumeClaimTemplates')
    .items()
    .map((claim) => claim.get('metadata', 'name').text());
  return new Set([...files, ...claims]);
}

/** Whether a text names a path, or something below it. */
function names(text: string, path: string): boolean {
  for (let at = text.indexOf(path); at >= 0; at = text.indexOf(path, at + 1)) {
    if (!/[\w.-]/.test(text[at + path.length] ?? '') && !/[\w./-]/.test(text[at - 1] ?? '')) return true;
  }
  return false;
}
