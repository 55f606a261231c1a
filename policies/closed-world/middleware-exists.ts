import { defineRule } from '../../src/check/rule';
import { everyReference } from '../../src/check/world/existence';

export const middlewareExists = defineRule({
  id: 'middleware-exists',
  topic: 'closed-world',
  on: 'platform',
  severity: 'error',
  why: "Traefik drops a route that names something it cannot find, and looks in the route's own namespace: the address answers 404.",
  fix: 'Declare the middleware in the namespace of the route.',
  source: 'platform-contract.md §7 item 4',
  check: (platform) => everyReference(platform, ({ group }) => group === 'traefik.io'),
});
