import { podSecurityLevel } from '../../policies/pods/pod-security-level';
import type { ManifestSubject } from '../../src/check/rule';
import { container, deployment, object, pod, podWith, subject } from './objects';
import { ruleTable } from './rule-table';

const LABEL = 'pod-security.kubernetes.io/enforce';
const namespace = (labels: object) => subject(object('v1', 'Namespace', {}, { labels }));
const hostile = deployment({ hostNetwork: true, containers: [container({ securityContext: { privileged: true } })] });
const around = (level: ManifestSubject['namespaceLevel'], more: Partial<ManifestSubject> = {}) => ({
  ...(level ? { namespaceLevel: level } : {}),
  ...more,
});

ruleTable(podSecurityLevel, {
  valid: {
    'a hardened pod at "restricted"': subject(deployment(), around('restricted')),
    'a pod as images come, at "baseline"': subject(
      pod({ securityContext: undefined, containers: [{ name: 'a', image: 'a/b:1' }] }),
      around('baseline'),
    ),
    'anything at "privileged"': subject(hostile, around('privileged')),
    'a namespace that says what it enforces': namespace({ [LABEL]: 'baseline' }),
    'root in a user namespace of its own, on 1.35': subject(
      pod({ hostUsers: false, securityContext: { runAsUser: 0, seccompProfile: { type: 'RuntimeDefault' } } }),
      around('restricted', { kubernetes: '1.35' }),
    ),
  },
  invalid: {
    'a privileged pod at "baseline"': [
      subject(hostile, around('baseline')),
      'spec.template.spec.hostNetwork: the pod shares a namespace of its node (hostNetwork)',
      'spec.template.spec.containers[0].securityContext.privileged: container "app" is privileged',
    ],
    'root in a user namespace of its own, before 1.35': [
      subject(
        pod({ hostUsers: false, securityContext: { runAsUser: 0, seccompProfile: { type: 'RuntimeDefault' } } }),
        around('restricted', { kubernetes: '1.34' }),
      ),
      'spec.containers[0].securityContext.runAsNonRoot: container "app" may run as root: neither it nor the pod sets runAsNonRoot to true',
      'spec.securityContext.runAsUser: the pod runs as user 0',
    ],
    'the version that the namespace pins counts, not that of the cluster': [
      subject(
        podWith({ livenessProbe: { httpGet: { port: 80, host: 'evil.net' } } }),
        around('restricted', { kubernetes: '1.31', namespaceVersion: '1.34' }),
      ),
      'spec.containers[0].livenessProbe.httpGet.host: container "app" is probed at another host, "evil.net"',
    ],
    'a namespace that enforces nothing': [
      namespace({ 'pod-security.kubernetes.io/warn': 'baseline' }),
      `metadata.labels["${LABEL}"]: no Pod Security level is enforced`,
    ],
    'a level that does not exist': [
      namespace({ [LABEL]: 'strict' }),
      `metadata.labels["${LABEL}"]: "strict" is not a Pod Security level`,
    ],
  },
  notApplicable: { 'an object without pods': subject(object('v1', 'Service'), around('restricted')) },
  undecided: {
    'nobody knows the level': [subject(pod()), 'the Pod Security level of its namespace is not known'],
    'a flag that is a text': [
      subject(pod({ hostNetwork: 'yes' }), around('baseline')),
      'spec.hostNetwork is not true or false',
    ],
  },
});
