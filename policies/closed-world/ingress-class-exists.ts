import { defineRule } from '../../src/check/rule';
import { namedExist } from '../../src/check/world/existence';

export const ingressClassExists = defineRule({
  id: 'ingress-class-exists',
  topic: 'closed-world',
  on: 'platform',
  severity: 'error',
  why: 'No controller serves an Ingress of a class that does not exist: the address answers 404.',
  fix: "Name the class of the site's ingress controller.",
  source: 'platform-contract.md §4 D5',
  check: (platform) => namedExist(platform, ['networking.k8s.io/IngressClass']),
});
