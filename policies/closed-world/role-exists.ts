import { defineRule } from '../../src/check/rule';
import { everyReference } from '../../src/check/world/existence';

export const roleExists = defineRule({
  id: 'role-exists',
  topic: 'closed-world',
  on: 'platform',
  severity: 'error',
  why: 'A binding to a role that does not exist gives no rights: the service starts and its first request is refused.',
  fix: 'Name a role that is declared; a Role is looked for in the namespace of the binding.',
  source: 'platform-contract.md §2.12',
  check: (platform) => everyReference(platform, ({ group }) => group === 'rbac.authorization.k8s.io'),
});
