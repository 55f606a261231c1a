import { defineRule, type Fault, fail, notApplicable } from '../../src/check/rule';
import { containersOf } from '../../src/check/view/containers';
import { environmentOf } from '../../src/check/world/environment';
import { faultAt, manifestFault } from '../../src/check/world/faults';
import { type World, worldOf } from '../../src/check/world/world';

const HOST = /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)+$/;

export const serviceRegistryHosts = defineRule({
  id: 'service-registry-hosts',
  topic: 'sessions',
  on: 'platform',
  severity: 'error',
  why: 'The session service splits this list at single spaces and compares hosts whole; a second space is a host of no name, and a scheme never matches.',
  fix: 'Write bare host names, joined by one space.',
  source: 'platform-contract.md §7 item 7; skaha-verified.md §2 item 18',
  check: (platform) => {
    const world = worldOf(platform);
    const { service } = world;
    if (!service) return notApplicable;
    const { manifest, container, variables } = service;
    const variable = variables.get('skaha.harborhosts');
    if (!variable)
      return fail([
        manifestFault(manifest, container.field.get('env').path, 'the variable skaha.harborhosts is missing'),
      ]);
    const wrong = (variable.value ?? '').split(' ').filter((host) => !HOST.test(host));
    return fail([
      ...wrong.map((host) =>
        manifestFault(manifest, variable.field.path, `${JSON.stringify(host)} in skaha.harborhosts is no host name`),
      ),
      ...strangers(world, variable.value),
    ]);
  },
});

/** Who looks after images looks after those that sessions may start, and no others. */
const strangers = (world: World, hosts = ''): Fault[] =>
  world.pods.flatMap(({ maker, view }) =>
    containersOf(view).flatMap(({ field }) => {
      const variables = environmentOf(field);
      return ['HARBOR_HOSTS', 'HARBOR_URL']
        .flatMap((name) => variables.get(name) ?? [])
        .filter(({ value = '' }) => !hostsIn(value).every((host) => hosts.split(' ').includes(host)))
        .map(({ value, field: { path } }) =>
          faultAt(maker, path, `it looks after the images of ${value}, and sessions start those of ${hosts}`),
        );
    }),
  );

/** Hosts of a list, or of an address; none of one inside the cluster, where a registry has another name. */
function hostsIn(value: string): string[] {
  const [, host] = /^https?:\/\/([^/]+)/.exec(value) ?? [];
  if (host === undefined) return value.split(' ');
  return /\.svc(?:[.:]|$)/.test(host) ? [] : [host];
}
