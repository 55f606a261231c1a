import { defineRule, type Fault, notApplicable } from '../../src/check/rule';
import { eachOf } from '../../src/check/undecided';
import { containersOf } from '../../src/check/view/containers';
import type { Field } from '../../src/check/view/field';
import { environmentOf } from '../../src/check/world/environment';
import { faultAt } from '../../src/check/world/faults';
import type { WorldPod } from '../../src/check/world/pods';
import type { LaunchValues } from '../../src/check/world/session-values';
import { worldOf } from '../../src/check/world/world';

/** Directory of the shared volume below which the storage service keeps homes and projects; it is in its code. */
const STORAGE_FOLDER = 'cavern';

export const sessionMounts = defineRule({
  id: 'session-mounts',
  topic: 'sessions',
  on: 'platform',
  severity: 'error',
  why: 'A session sees the same files as the storage service only under the same directory, knows its user only from its own passwd and group, and shares no scratch space with another.',
  fix: 'Mount passwd, group, the user storage and the scratch space in every session, as the session service expects them.',
  source: 'platform-contract.md §2.7, §7 item 5; skaha-verified.md §4; capacity-storage-network.md §3.4 S6, S7, N6',
  check: (platform) => {
    const world = worldOf(platform);
    const pods = world.pods.filter(({ maker }) => maker.file !== undefined);
    if (pods.length === 0) return notApplicable;
    return eachOf(pods, (pod): Fault[] => mountFaults(pod, world.valuesFor(pod.maker.file?.type ?? '')));
  },
});

function mountFaults({ maker, view }: WorldPod, values: LaunchValues): Fault[] {
  const session = containersOf(view).find(({ role }) => role === 'main')?.field;
  if (!session) return [];
  const mounts = session.get('volumeMounts');
  const at = (path: string) => mounts.items().find((mount) => mount.get('mountPath').text() === path);
  const volumes = view.spec.get('volumes').items();
  const wanted: [path: string, subPath: string, kinds: readonly string[]][] = [
    ['/etc/passwd', 'passwd', ['emptyDir']],
    ['/etc/group', 'group', ['emptyDir']],
    [values.SKAHA_TOP_LEVEL_DIR, STORAGE_FOLDER, ['persistentVolumeClaim']],
    ['/scratch', values['skaha.sessionid'], ['emptyDir', 'ephemeral']],
  ];
  const faults = wanted.flatMap(([path, subPath, kinds]): Fault[] => {
    const mount = at(path);
    if (!mount) return [faultAt(maker, mounts.path, `nothing is mounted at ${path}`)];
    const volume = volumes.find((one) => one.get('name').text() === mount.get('name').text());
    const source = kinds.some((kind) => volume?.get(kind).exists)
      ? []
      : [faultAt(maker, mount.path, `${path} is not of the kind ${kinds.join(' or ')}`)];
    return mount.get('subPath').text() === subPath
      ? source
      : [
          ...source,
          faultAt(
            maker,
            mount.path,
            `${path} shows ${mount.get('subPath').text() ?? 'the whole volume'} and not ${subPath}`,
          ),
        ];
  });
  return [...faults, ...accountFaults(view.spec, session, maker), ...ownerFaults(view.spec, maker)];
}

/** Settings with which a pod would see, or make, other owners of the shared files. */
function ownerFaults(spec: Field, maker: WorldPod['maker']): Fault[] {
  const group = spec.get('securityContext', 'fsGroup');
  const users = spec.get('hostUsers');
  return [
    ...(group.exists
      ? [faultAt(maker, group.path, 'an fsGroup changes the owner of every file of the shared volume')]
      : []),
    ...(users.flag() === false
      ? [faultAt(maker, users.path, 'a user namespace ends at 65535, and users and groups have higher numbers')]
      : []),
  ];
}

/** The files of users and groups are written by init containers, into the volumes that the session reads them from. */
function accountFaults(spec: Field, session: Field, maker: WorldPod['maker']): Fault[] {
  const init = spec.get('initContainers');
  const writers = init.items();
  return ['/etc/passwd', '/etc/group'].flatMap((path) => {
    const volume = session
      .get('volumeMounts')
      .items()
      .find((mount) => mount.get('mountPath').text() === path)
      ?.get('name')
      .text();
    const reached = writers.filter((writer) =>
      writer
        .get('volumeMounts')
        .items()
        .some((mount) => mount.get('name').text() === volume),
    );
    const redis = reached.some((writer) => environmentOf(writer).has('REDIS_URL'));
    // One copies the image's own entries, the other adds those of the platform.
    if (reached.length >= 2 && redis) return [];
    return [faultAt(maker, init.path, `the init containers do not fill ${path}`)];
  });
}
