import { defineRule, fail, notApplicable } from '../../src/check/rule';
import { manifestFault } from '../../src/check/world/faults';
import { worldOf } from '../../src/check/world/world';

const WAYS = {
  SKAHA_SESSIONS_AUTHORIZATION_GROUP_ENABLED: ['SKAHA_USERS_GROUP'],
  SKAHA_SESSIONS_AUTHORIZATION_PERMISSIONS_API_ENABLED: ['SKAHA_PERMISSIONS_API_NAME'],
} as const;

export const serviceAuthorization = defineRule({
  id: 'service-authorization',
  topic: 'sessions',
  on: 'platform',
  severity: 'error',
  why: 'The session service answers every request with an error unless exactly one way of authorization is switched on.',
  fix: 'Switch on one way, and give it what it needs: a group, or the name of the permissions API.',
  source: 'platform-contract.md §7 item 7, §4 D2; skaha-verified.md §2 item 15',
  check: (platform) => {
    const { service } = worldOf(platform);
    if (!service) return notApplicable;
    const { manifest, container, variables } = service;
    const on = Object.entries(WAYS).filter(([way]) => variables.get(way)?.value === 'true');
    const facts = [
      ...(on.length === 1
        ? []
        : [`${on.length === 0 ? 'none' : 'more than one'} of ${Object.keys(WAYS).join(' and ')} is true`]),
      ...on.flatMap(([way, needs]) =>
        needs
          .filter((name) => variables.get(name)?.value === '' || !variables.has(name))
          .map((name) => `${way} needs ${name}`),
      ),
    ];
    return fail(facts.map((fact) => manifestFault(manifest, container.field.get('env').path, fact)));
  },
});
