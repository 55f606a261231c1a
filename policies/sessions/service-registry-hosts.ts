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
      ...listings(world, variable.value),
    ]);
  },
});

/** Who lists images lists those that sessions may start, and no others. */
const listings = (world: World, hosts: string | undefined): Fault[] =>
  world.pods.flatMap(({ maker, view }) =>
    containersOf(view)
      .flatMap(({ field }) => environmentOf(field).get('HARBOR_HOSTS') ?? [])
      .filter(({ value }) => !(value ?? '').split(' ').every((host) => hosts?.split(' ').includes(host)))
      .map(({ value, field }) =>
        faultAt(maker, field.path, `it lists the images of ${value}, and sessions start those of ${hosts}`),
      ),
  );
