import { defineRule } from '../../src/check/rule';
import { namedExist } from '../../src/check/world/existence';

export const namespaceExists = defineRule({
  id: 'namespace-exists',
  topic: 'closed-world',
  on: 'platform',
  severity: 'error',
  why: 'The API server refuses an object of a namespace that does not exist, and a network policy that names one lets nobody in.',
  fix: 'Declare the namespace, or list it in cluster.provides.namespaces if the cluster has it.',
  source: 'platform-contract.md §7 item 4',
  check: (platform) => namedExist(platform, ['/Namespace']),
});
