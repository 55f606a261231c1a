import { defineRule } from '../../src/check/rule';
import { namedExist } from '../../src/check/world/existence';

export const priorityClassExists = defineRule({
  id: 'priority-class-exists',
  topic: 'closed-world',
  on: 'platform',
  severity: 'error',
  why: 'The API server refuses a pod with a priority class that does not exist: the Deployment or Job is there and starts nothing.',
  fix: 'Name a class that the platform makes, or list it in cluster.provides.priorityClasses.',
  source: 'platform-contract.md §4 D1',
  check: (platform) => namedExist(platform, ['scheduling.k8s.io/PriorityClass']),
});
