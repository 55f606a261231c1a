import { type PodSecurityLevel, podSecurity, podSecurityLevel } from '../../../src/check/pod-security/level';
import { podOf } from '../../../src/check/view/pod-spec';
import type { KubeObject } from '../../../src/manifest';
import { container, pod, podWith } from '../../policies/objects';

/** Levels that refuse a pod under the policy of a version; `any`: of every version that the platform targets. */
function refusedBy(object: KubeObject, version?: string): PodSecurityLevel[] {
  const view = podOf(object);
  if (view === undefined) throw new Error('not a pod');
  const levels = ['baseline', 'restricted'] as const;
  return levels.filter((level) => podSecurity(view, level, version).verdict === 'fail');
}

const withContext = (changes: object) =>
  podWith({ securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] }, ...changes } });
const withPodContext = (changes: object) =>
  pod({ securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' }, ...changes } });
const sysctl = (name: string) => withPodContext({ sysctls: [{ name, value: '1' }] });
const volume = (source: string) => pod({ volumes: [{ name: 'v', [source]: {} }] });
const annotated = (profile: string) => pod({}, { 'container.apparmor.security.beta.kubernetes.io/app': profile });
const windows = (changes: object = {}) =>
  pod({ os: { name: 'windows' }, securityContext: { runAsNonRoot: true }, containers: [{ name: 'app' }], ...changes });

const none: PodSecurityLevel[] = [];
const restricted: PodSecurityLevel[] = ['restricted'];
const both: PodSecurityLevel[] = ['baseline', 'restricted'];

test.each<[name: string, object: KubeObject, refused: PodSecurityLevel[]]>([
  ['a hardened pod', pod(), none],

  ['hostNetwork', pod({ hostNetwork: true }), both],
  ['hostPID', pod({ hostPID: true }), both],
  ['hostIPC', pod({ hostIPC: true }), both],
  ['hostNetwork: false', pod({ hostNetwork: false }), none],
  ['a privileged container', withContext({ privileged: true }), both],
  ['privileged: false', withContext({ privileged: false }), none],
  [
    'a privileged init container',
    pod({ initContainers: [container({ securityContext: { privileged: true } })] }),
    both,
  ],
  ['a privileged ephemeral container', pod({ ephemeralContainers: [{ securityContext: { privileged: true } }] }), both],
  ['hostPath', volume('hostPath'), both],
  ['hostPort', podWith({ ports: [{ containerPort: 1, hostPort: 1 }] }), both],
  ['hostPort: 0', podWith({ ports: [{ containerPort: 1, hostPort: 0 }] }), none],
  ['procMount: Unmasked', withContext({ procMount: 'Unmasked' }), both],
  ['procMount: Default', withContext({ procMount: 'Default' }), none],
  ['a safe sysctl', sysctl('net.ipv4.tcp_keepalive_time'), none],
  ['an unsafe sysctl', sysctl('net.core.somaxconn'), both],
  ['hostProcess of the pod', withPodContext({ windowsOptions: { hostProcess: true } }), both],
  ['hostProcess of a container', withContext({ windowsOptions: { hostProcess: true } }), both],

  ['capability SYS_ADMIN', withContext({ capabilities: { drop: ['ALL'], add: ['SYS_ADMIN'] } }), both],
  ['capability CHOWN', withContext({ capabilities: { drop: ['ALL'], add: ['CHOWN'] } }), restricted],
  ['capability NET_BIND_SERVICE', withContext({ capabilities: { drop: ['ALL'], add: ['NET_BIND_SERVICE'] } }), none],
  ['capabilities dropped one by one', withContext({ capabilities: { drop: ['NET_RAW'] } }), restricted],
  ['capabilities not dropped', withContext({ capabilities: undefined }), restricted],

  ['AppArmor Unconfined on the pod', withPodContext({ appArmorProfile: { type: 'Unconfined' } }), both],
  ['AppArmor Unconfined on a container', withContext({ appArmorProfile: { type: 'Unconfined' } }), both],
  ['AppArmor Localhost', withContext({ appArmorProfile: { type: 'Localhost' } }), none],
  ['AppArmor unconfined, the old way', annotated('unconfined'), both],
  ['AppArmor runtime/default, the old way', annotated('runtime/default'), none],
  ['AppArmor localhost/x, the old way', annotated('localhost/x'), none],

  ['seccomp Unconfined on the pod', withPodContext({ seccompProfile: { type: 'Unconfined' } }), both],
  ['seccomp Unconfined on a container', withContext({ seccompProfile: { type: 'Unconfined' } }), both],
  ['seccomp without a type', withContext({ seccompProfile: {} }), both],
  ['no seccomp profile', withPodContext({ seccompProfile: undefined }), restricted],
  ['seccomp Localhost', withPodContext({ seccompProfile: { type: 'Localhost' } }), none],

  ['SELinux type container_engine_t', withContext({ seLinuxOptions: { type: 'container_engine_t' } }), none],
  ['SELinux type spc_t', withContext({ seLinuxOptions: { type: 'spc_t' } }), both],
  ['SELinux user', withPodContext({ seLinuxOptions: { user: 'system_u' } }), both],
  ['SELinux role', withContext({ seLinuxOptions: { role: 'system_r' } }), both],
  ['SELinux level', withContext({ seLinuxOptions: { level: 's0:c1,c2' } }), none],

  ['an nfs volume', volume('nfs'), restricted],
  ['a cephfs volume', volume('cephfs'), restricted],
  ['a volume without a source', pod({ volumes: [{ name: 'v' }] }), restricted],
  ['a volume of a claim', volume('persistentVolumeClaim'), none],
  ['an image volume', volume('image'), none],
  ['an ephemeral volume', volume('ephemeral'), none],

  ['allowPrivilegeEscalation left out', withContext({ allowPrivilegeEscalation: undefined }), restricted],
  ['allowPrivilegeEscalation: true', withContext({ allowPrivilegeEscalation: true }), restricted],
  ['runAsNonRoot: false on the pod', withPodContext({ runAsNonRoot: false }), restricted],
  ['runAsNonRoot: false on a container', withContext({ runAsNonRoot: false }), restricted],
  ['runAsNonRoot nowhere', withPodContext({ runAsNonRoot: undefined }), restricted],
  ['runAsUser: 0 on the pod', withPodContext({ runAsUser: 0 }), restricted],
  ['runAsUser: 0 on a container', withContext({ runAsUser: 0 }), restricted],
  ['runAsUser: 1000', withContext({ runAsUser: 1000 }), none],

  ['a Windows pod, which has none of this', windows(), none],
  ['a Windows pod that may run as root', windows({ securityContext: {} }), restricted],
])('%s', (_name, object, refused) => {
  expect(refusedBy(object)).toEqual(refused);
});

const probed = (host: string) => podWith({ readinessProbe: { tcpSocket: { port: 1, host } } });
const hooked = podWith({ lifecycle: { preStop: { httpGet: { port: 1, host: 'evil.net' } } } });
const inUserNamespace = (changes: object) => {
  const object = withContext(changes);
  return { ...object, spec: { ...object.spec, hostUsers: false } };
};

test.each<
  [
    name: string,
    object: KubeObject,
    before: string,
    refused: PodSecurityLevel[],
    since: string,
    then: PodSecurityLevel[],
  ]
>([
  ['probes of another host', probed('evil.net'), '1.33', none, '1.34', both],
  ['hooks to another host', hooked, '1.33', none, '1.34', both],
  ['probes of the pod itself', probed(''), '1.33', none, '1.34', none],
  ['tcp_rmem', sysctl('net.ipv4.tcp_rmem'), '1.31', both, '1.32', none],
  [
    'an unmasked /proc in a user namespace',
    inUserNamespace({ procMount: 'Unmasked' }),
    '1.34',
    both,
    '1.35',
    restricted,
  ],
  ['root in a user namespace', inUserNamespace({ runAsUser: 0 }), '1.34', restricted, '1.35', none],
])('%s', (_name, object, before, refused, since, then) => {
  expect(refusedBy(object, before)).toEqual(refused);
  expect(refusedBy(object, since)).toEqual(then);
  // Without a version, what any target refuses is refused.
  expect(refusedBy(object)).toEqual(refused.length > then.length ? refused : then);
});

test('a fault is told once, though versions and levels agree on it', () => {
  const view = podOf(withContext({ capabilities: { drop: ['ALL'], add: ['SYS_ADMIN'] } }));
  const answer = view && podSecurity(view, 'restricted');
  expect(answer).toEqual({
    verdict: 'fail',
    faults: [
      {
        message: 'container "app" adds the capability SYS_ADMIN',
        place: { path: 'spec.containers[0].securityContext.capabilities.add[0]' },
      },
    ],
  });
});

test.each([
  ['restricted', pod()],
  ['baseline', pod({ securityContext: {} })],
  ['privileged', pod({ hostPID: true })],
  ['privileged', pod({ hostPID: 'who knows' })],
])('the level of a pod is %s', (level, object) => {
  const view = podOf(object);
  expect(view && podSecurityLevel(view)).toBe(level);
});

test.each(['2.0', '1', 'latest', ''])('%j is not a version of the policy', (version) => {
  const view = podOf(pod());
  expect(() => view && podSecurity(view, 'baseline', version)).toThrow(RangeError);
});
