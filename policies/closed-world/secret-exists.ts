import { defineRule } from '../../src/check/rule';
import { namedExist } from '../../src/check/world/existence';

export const secretExists = defineRule({
  id: 'secret-exists',
  topic: 'closed-world',
  on: 'platform',
  severity: 'error',
  why: 'A pod whose Secret, or key of it, does not exist never starts; a route without its certificate answers with a wrong one.',
  fix: 'Declare the Secret in the namespace that needs it, or list it in cluster.provides.secrets.',
  source: 'platform-contract.md §7 item 4, §4 D16',
  check: (platform) => namedExist(platform, ['/Secret']),
});
