import { defineRule, type Fault, notApplicable } from '../../src/check/rule';
import { eachOf } from '../../src/check/undecided';
import { containersOf } from '../../src/check/view/containers';
import { parseImageReference } from '../../src/check/view/image-reference';
import { faultAt } from '../../src/check/world/faults';
import { type MountedFolder, mountedFolders } from '../../src/check/world/mounted-files';
import { propertiesOf } from '../../src/check/world/properties';
import { worldOf } from '../../src/check/world/world';

const FOLDER = '/config';
const COMMON = ['catalina.properties', 'cadc-registry.properties', 'cadc-log.properties'];

/** Files that a service opens in `/config`, by the last part of its image's name. */
const FILES: Readonly<Record<string, readonly string[]>> = {
  reg: ['catalina.properties', 'reg-resource-caps.properties'],
  'ska-src-ugm-posix-mapper': [...COMMON, 'posix-mapper.properties'],
  'posix-mapper': [...COMMON, 'posix-mapper.properties'],
  cavern: [...COMMON, 'cavern.properties'],
};

/** Verifies signatures with a key, and calls other services with a certificate. */
const CADC_FILES = ['RsaSignaturePub.key', 'cadcproxy.pem'];
const CADC_MANAGER = 'ca.nrc.cadc.ac.ACIdentityManager';

export const configurationComplete = defineRule({
  id: 'configuration-complete',
  topic: 'closed-world',
  on: 'platform',
  severity: 'error',
  why: 'The services of OpenCADC open their files by fixed paths; where one is missing they start without it, and fail at the first request.',
  fix: 'Mount every file of the service in /config, under the name that it has in its code.',
  source: 'platform-contract.md §1, §1.2',
  check: (platform) => {
    const world = worldOf(platform);
    const services = world.pods
      .filter(({ maker }) => maker.file === undefined)
      .flatMap((pod) =>
        containersOf(pod.view).flatMap(({ field }) => {
          const files =
            FILES[
              parseImageReference(field.get('image').text() ?? '')
                ?.repository.split('/')
                .at(-1) ?? ''
            ];
          return files ? [{ pod, field, files }] : [];
        }),
      );
    if (services.length === 0) return notApplicable;
    return eachOf(services, ({ pod, field, files }): Fault[] => {
      const folder = mountedFolders(world, pod.view, field, pod.namespace).find(({ path }) => path === FOLDER);
      const mounts = field.get('volumeMounts').path;
      if (!folder) return [faultAt(pod.maker, mounts, `nothing is mounted at ${FOLDER}`)];
      return [...files, ...(managerOf(folder) === CADC_MANAGER ? CADC_FILES : [])]
        .filter((file) => folder.files?.has(file) === false)
        .map((file) => faultAt(pod.maker, mounts, `${FOLDER}/${file} is not there`));
    });
  },
});

const managerOf = ({ texts }: MountedFolder) =>
  propertiesOf('catalina.properties', texts.get('catalina.properties') ?? '').get(
    'ca.nrc.cadc.auth.IdentityManager',
  )?.[0];
