import { defineRule } from '../../src/check/rule';
import { namedExist } from '../../src/check/world/existence';

export const serviceExists = defineRule({
  id: 'service-exists',
  topic: 'closed-world',
  on: 'platform',
  severity: 'error',
  why: 'A route to a Service or port that does not exist answers 404 or 503.',
  fix: "Name a Service of the route's own namespace and a port that it has.",
  source: 'platform-contract.md §7 item 3',
  check: (platform) => namedExist(platform, ['/Service']),
});
