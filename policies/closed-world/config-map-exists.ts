import { defineRule } from '../../src/check/rule';
import { namedExist } from '../../src/check/world/existence';

export const configMapExists = defineRule({
  id: 'config-map-exists',
  topic: 'closed-world',
  on: 'platform',
  severity: 'error',
  why: 'A pod whose ConfigMap, or key of it, does not exist never starts: kubelet waits for it without end.',
  fix: "Name a ConfigMap of the pod's own namespace and a key that it has.",
  source: 'platform-contract.md §7 item 4',
  check: (platform) => namedExist(platform, ['/ConfigMap']),
});
