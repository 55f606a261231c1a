import { podSecurity } from '../../src/check/pod-security/level';
import { type Answer, defineRule, fail, notApplicable, pass, unknown } from '../../src/check/rule';
import { Field } from '../../src/check/view/field';
import { podOf } from '../../src/check/view/pod-spec';
import { groupKind } from '../../src/kube/reference';
import type { KubeObject } from '../../src/manifest';

const ENFORCE = 'pod-security.kubernetes.io/enforce';
const LEVELS: readonly unknown[] = ['privileged', 'baseline', 'restricted'];

export const podSecurityLevel = defineRule({
  id: 'pod-security-level',
  topic: 'pods',
  on: 'manifest',
  severity: 'error',
  why: 'A namespace refuses pods beyond its Pod Security level, and a workload whose pods are refused starts nothing and says so nowhere.',
  fix: 'State the level that each namespace enforces, and bring the pod within it: as a non-root user, without privilege escalation, with all capabilities dropped and the seccomp profile RuntimeDefault.',
  source: 'capacity-storage-network.md §5; kubernetes.io "Pod Security Standards" 1.31 to 1.36',
  check: ({ object, namespaceLevel, namespaceVersion, kubernetes }) => {
    if (groupKind(object) === '/Namespace') return enforced(object);
    const pod = podOf(object);
    if (pod === undefined) return notApplicable;
    if (namespaceLevel === undefined) return unknown('the Pod Security level of its namespace is not known');
    return podSecurity(pod, namespaceLevel, namespaceVersion ?? kubernetes);
  },
});

function enforced(namespace: KubeObject): Answer {
  const label = Field.of(namespace).get('metadata', 'labels', ENFORCE);
  if (LEVELS.includes(label.value)) return pass;
  const fact = label.exists
    ? `${JSON.stringify(label.value)} is not a Pod Security level`
    : 'no Pod Security level is enforced';
  return fail([{ message: fact, place: { path: label.path } }]);
}
