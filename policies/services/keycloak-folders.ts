import { defineRule, type Fault, notApplicable } from '../../src/check/rule';
import { eachOf } from '../../src/check/undecided';
import { containersOf } from '../../src/check/view/containers';
import type { Field } from '../../src/check/view/field';
import { faultAt } from '../../src/check/world/faults';
import { type KeycloakServer, keycloakServers } from '../../src/check/world/keycloak';
import { worldOf } from '../../src/check/world/world';

/** It builds itself for its settings in the first, and keeps what it has in hand in the second. */
const BUILT = '/opt/keycloak/lib/quarkus';
const DATA = '/opt/keycloak/data';

export const keycloakFolders = defineRule({
  id: 'keycloak-folders',
  topic: 'services',
  on: 'platform',
  severity: 'error',
  why: 'At its first start Keycloak builds itself for its settings, out of what its image has; where it may not write, or finds an empty folder, it does not start.',
  fix: 'Mount a volume at each folder that it writes to, and copy into that of its program what the image has there.',
  source: 'https://www.keycloak.org/server/configuration; platform-contract.md §7 item 5',
  check: (platform) => {
    const servers = keycloakServers(worldOf(platform)).filter(
      ({ field }) => field.get('securityContext', 'readOnlyRootFilesystem').flag() === true,
    );
    if (servers.length === 0) return notApplicable;
    return eachOf(servers, (server): Fault[] => {
      const { pod, field, title } = server;
      const folders = isBuilt(field) ? [DATA] : [BUILT, DATA];
      const mounts = field.get('volumeMounts');
      const missing = folders.filter((folder) => !mountAt(field, folder));
      return [
        ...missing.map((folder) =>
          faultAt(pod.maker, mounts.path, `${title} may not write to ${folder}, and nothing is mounted there`),
        ),
        ...(isBuilt(field) || missing.includes(BUILT) || isFilled(server)
          ? []
          : [faultAt(pod.maker, mounts.path, `nothing copies what the image has in ${BUILT} to the volume there`)]),
      ];
    });
  },
});

/** Whether its image was built for its settings before. */
const isBuilt = (container: Field) =>
  ['command', 'args'].some((list) =>
    container
      .get(list)
      .items()
      .some((word) => word.text() === '--optimized'),
  );

const mountAt = (container: Field, folder: string) =>
  container
    .get('volumeMounts')
    .items()
    .find((mount) => mount.get('mountPath').text() === folder && mount.get('readOnly').flag() !== true);

/** Whether a container of the same image copies the program into its volume before the server starts. */
function isFilled({ pod, field }: KeycloakServer): boolean {
  const volume = mountAt(field, BUILT)?.get('name').text();
  return containersOf(pod.view)
    .filter((one) => one.role === 'init' && one.field.get('image').text() === field.get('image').text())
    .some((one) => {
      const words = one.field
        .get('command')
        .items()
        .map((word) => word.text()?.replace(/(?<=.)\/$/, ''));
      const places = one.field
        .get('volumeMounts')
        .items()
        .filter((mount) => mount.get('name').text() === volume)
        .map((mount) => mount.get('mountPath').text());
      return words.at(-2) === `${BUILT}/.` && places.includes(words.at(-1));
    });
}
