import { defineRule, fail, notApplicable } from '../../src/check/rule';
import { manifestFault, worldOf } from '../../src/check/world/world';

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
    const { service } = worldOf(platform);
    if (!service) return notApplicable;
    const { manifest, container, variables } = service;
    const variable = variables.get('skaha.harborhosts');
    if (!variable)
      return fail([
        manifestFault(manifest, container.field.get('env').path, 'the variable skaha.harborhosts is missing'),
      ]);
    const wrong = (variable.value ?? '').split(' ').filter((host) => !HOST.test(host));
    return fail(
      wrong.map((host) =>
        manifestFault(manifest, variable.field.path, `${JSON.stringify(host)} in skaha.harborhosts is no host name`),
      ),
    );
  },
});
