import { defineRule, type Fault, fail, notApplicable } from '../../src/check/rule';
import { containersOf } from '../../src/check/view/containers';
import type { Field } from '../../src/check/view/field';
import { faultAt } from '../../src/check/world/faults';
import { type Property, propertiesOfPods } from '../../src/check/world/property-files';
import { type World, worldOf } from '../../src/check/world/world';

const FILE = 'cavern.properties';
const KEY = 'org.opencadc.cavern';

export const storageServiceAgrees = defineRule({
  id: 'storage-service-agrees',
  topic: 'storage',
  on: 'platform',
  severity: 'error',
  why: 'The storage service makes the homes that sessions mount; where folders, identity or group differ it makes them elsewhere, or for nobody.',
  fix: 'Let the storage service and the session service take claim, folders, identity and group from one site.',
  source: 'platform-contract.md §1.3, §7 item 5; capacity-storage-network.md §2.3',
  check: (platform) => {
    const world = worldOf(platform);
    const properties = propertiesOfPods(world).filter(({ file }) => file === FILE);
    const [first] = properties;
    if (first === undefined) return notApplicable;
    const values = (name: string) => properties.filter(({ key }) => key === `${KEY}.${name}`).map(({ value }) => value);
    const fault = (fact: string): Fault => faultAt(first.pod.maker, first.path, fact);
    const [base = ''] = values('filesystem.baseDir');
    return fail([
      ...(claimAt(first, base) === undefined
        ? [fault(`nothing is mounted from a claim at ${base}, the base of its files`)]
        : []),
      ...sessionFaults(world, values, claimAt(first, base)).map(fault),
    ]);
  },
});

/** Claim that a pod mounts at a path. */
function claimAt({ pod }: Property, path: string): string | undefined {
  const { spec } = pod.view;
  const names = containersOf(pod.view)
    .flatMap(({ field }) => field.get('volumeMounts').items())
    .filter((mount) => mount.get('mountPath').text() === path)
    .map((mount) => mount.get('name').text());
  return claims(spec).find(({ volume }) => names.includes(volume))?.claim;
}

const claims = (spec: Field) =>
  spec
    .get('volumes')
    .items()
    .flatMap((volume) => {
      const claim = volume.get('persistentVolumeClaim', 'claimName').text();
      return claim === undefined ? [] : [{ volume: volume.get('name').text(), claim }];
    });

/** What the session service and the sessions have to say to it. */
function sessionFaults(world: World, values: (name: string) => readonly string[], claim: string | undefined): string[] {
  const setting = (name: string) => world.service?.variables.get(name)?.value;
  const homes = setting('SKAHA_USER_STORAGE_USER_HOME_URI');
  if (homes === undefined) return [];
  const [, authority = '', folder = ''] = /^vos:\/\/([^/]+)\/(.*)$/.exec(homes) ?? [];
  const [id] = values('resourceID');
  const wanted = `ivo://${authority.replaceAll('~', '/')}`;
  const parents = values('allocationParent').map((parent) => parent.replace(/^\//, ''));
  const folders = [folder, setting('SKAHA_USER_STORAGE_PROJECTS_BASE_DIRECTORY')?.split('/').at(-1) ?? ''];
  const group = setting('SKAHA_USERS_GROUP');
  const mounted = world.pods
    .filter(({ maker }) => maker.file !== undefined)
    .flatMap(({ view }) => mountsOf(view.spec, claim));
  const [subPath] = values('filesystem.subPath');
  return [
    ...(id === wanted ? [] : [`it is ${id}, and the session service asks ${wanted} for homes`]),
    ...folders
      .filter((one) => !parents.includes(one))
      .map((one) => `the folder ${one} of sessions is none of its allocationParents, ${parents.join(', ')}`),
    ...(group === undefined || values('selfAllocateGroup').includes(group)
      ? []
      : [`members of ${group} may start sessions, and not make a home for themselves`]),
    ...(mounted.length === 0 || mounted.every((path) => path === subPath)
      ? []
      : [`its files are in ${subPath}, and sessions mount ${[...new Set(mounted)].join(', ')}`]),
  ];
}

/** Folders of a claim that the containers of a pod mount. */
function mountsOf(spec: Field, claim: string | undefined): string[] {
  const volumes = claims(spec)
    .filter((one) => one.claim === claim)
    .map(({ volume }) => volume);
  return spec
    .get('containers')
    .items()
    .flatMap((container) => container.get('volumeMounts').items())
    .filter((mount) => volumes.includes(mount.get('name').text()))
    .map((mount) => mount.get('subPath').text() ?? '');
}
