import { defineRule } from '../../src/check/rule';
import { namedExist } from '../../src/check/world/existence';

export const serviceAccountExists = defineRule({
  id: 'service-account-exists',
  topic: 'closed-world',
  on: 'platform',
  severity: 'error',
  why: "The API server refuses a pod with a ServiceAccount that does not exist; rights given to one are nobody's.",
  fix: 'Declare the ServiceAccount in the namespace of the pod.',
  source: 'platform-contract.md §7 item 11',
  check: (platform) => namedExist(platform, ['/ServiceAccount']),
});
