import type { Container, PodSpec } from 'kubernetes-types/core/v1';

// Judged three times: by the rule of `check`, by the policy pack, and by the API server.

/** One thing that a request could smuggle into a template, and what the API server says to it. */
export type Smuggled = readonly [what: string, change: (pod: PodSpec) => void, said: RegExp];

/** The session's container. */
export const first = ({ containers }: PodSpec) => containers[0] as Container;
const env = (pod: PodSpec, entry: object) => Object.assign(first(pod), { env: [{ name: 'X', ...entry }] });
const volume = (pod: PodSpec, source: object) => pod.volumes?.push({ name: 'extra', ...source });
/** Another image, made from the host of the lawful one. */
export const image = (of: (host: string) => string) => (pod: PodSpec) => {
  first(pod).image = of(first(pod).image?.split('/')[0] ?? '');
};

const secretVariable = (name: string) => ({ name: 'X', valueFrom: { secretKeyRef: { name, key: 'password' } } });
const starter = (name: string, of: string | undefined): Container => ({
  name,
  image: of ?? '',
  securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
});

// Judged by the policies of the site, in Jobs and in Pods.
export const POLICIES: readonly Smuggled[] = [
  ['another registry', image(() => 'docker.io/library/busybox:1'), /runs images from .* only/],
  ['a registry that starts alike', image((host) => `${host}.evil.example/a/b:1`), /runs images from .* only/],
  ['a registry that ends alike', image((host) => `evil-${host}/a/b:1`), /runs images from .* only/],
  ['a registry on another port', image((host) => `${host}:5000/a/b:1`), /runs images from .* only/],
  ['a registry in capitals', image((host) => `${host.toUpperCase()}/a/b:1`), /runs images from .* only/],
  ['an image of that name elsewhere', image((host) => host), /runs images from .* only/],
  ['an image without a registry', image(() => 'busybox'), /runs images from .* only/],
  ['another init container', (pod) => pod.initContainers?.push(starter('mine', first(pod).image)), /has one container/],
  [
    'a starter that reads the Secret of another',
    (pod) => Object.assign(pod.initContainers?.[0] ?? {}, { env: [secretVariable('session-redis')] }),
    /reads a Secret/,
  ],
  ['a second container', (pod) => pod.containers.push({ ...first(pod), name: 'mine' }), /has one container/],
  [
    'a foreign image to start with',
    (pod) => Object.assign(pod.initContainers?.[1] ?? {}, { image: 'evil.example/redis:8' }),
    /init container runs/,
  ],
  ['a directory of the node', (pod) => volume(pod, { hostPath: { path: '/' } }), /mounts no/],
  ['a Secret as files', (pod) => volume(pod, { secret: { secretName: 'pre-auth-token-skaha' } }), /mounts no/],
  [
    'a Secret among other files',
    (pod) => volume(pod, { projected: { sources: [{ secret: { name: 'any' } }] } }),
    /mounts no/,
  ],
  [
    'a token of the API',
    (pod) => volume(pod, { projected: { sources: [{ serviceAccountToken: { path: 'token' } }] } }),
    /mounts no/,
  ],
  ['a volume of a driver', (pod) => volume(pod, { csi: { driver: 'secrets-store.csi.k8s.io' } }), /mounts no/],
  ['a file server of its own', (pod) => volume(pod, { nfs: { server: 'nfs.evil.example', path: '/' } }), /mounts no/],
  [
    'a Secret as a variable',
    (pod) => env(pod, { valueFrom: { secretKeyRef: { name: 'pre-auth-token-skaha', key: 'private' } } }),
    /reads a Secret/,
  ],
  [
    "the init container's Secret",
    (pod) => env(pod, { valueFrom: { secretKeyRef: { name: 'session-redis', key: 'password' } } }),
    /reads a Secret/,
  ],
  [
    'a Secret as all variables',
    (pod) => Object.assign(first(pod), { envFrom: [{ secretRef: { name: 'session-redis' } }] }),
    /reads a Secret/,
  ],
  [
    "somebody's registry login",
    (pod) => Object.assign(pod, { imagePullSecrets: [{ name: 'pre-auth-token-skaha' }] }),
    /pulls its image/,
  ],
  [
    'a certificate of the API',
    (pod) =>
      volume(pod, {
        projected: {
          sources: [{ podCertificate: { signerName: 'example.org/any', keyType: 'ED25519', keyPath: 'key' } }],
        },
      }),
    /mounts no/,
  ],
  ['the network of the node', (pod) => Object.assign(pod, { hostNetwork: true }), /namespaces of its node/],
  ['the processes of the node', (pod) => Object.assign(pod, { hostPID: true }), /namespaces of its node/],
  ['a token by default', (pod) => Object.assign(pod, { automountServiceAccountToken: true }), /no token/],
  ['a token by silence', (pod) => Object.assign(pod, { automountServiceAccountToken: undefined }), /no token/],
  [
    'a number of the system',
    (pod) => Object.assign(pod.securityContext ?? {}, { runAsUser: 999, runAsGroup: 999 }),
    /runs as a user/,
  ],
  ["another's group", (pod) => Object.assign(pod.securityContext ?? {}, { runAsGroup: 10_001 }), /runs as a user/],
  ['no number at all', (pod) => Object.assign(pod.securityContext ?? {}, { runAsUser: undefined }), /runs as a user/],
  [
    'a group of the system',
    (pod) => Object.assign(pod.securityContext ?? {}, { supplementalGroups: [6] }),
    /groups of users/,
  ],
  [
    'a container that is somebody else',
    (pod) => Object.assign(first(pod).securityContext ?? {}, { runAsUser: 10_001 }),
    /somebody else/,
  ],
  [
    "a starter that is somebody else's group",
    (pod) => Object.assign(pod.initContainers?.[0]?.securityContext ?? {}, { runAsGroup: 10_001 }),
    /somebody else/,
  ],
  [
    "another user's registry login",
    (pod) => Object.assign(pod, { imagePullSecrets: [{ name: 'registry-auth-bob' }] }),
    /pulls its image/,
  ],
  ['a claim of others', (pod) => volume(pod, { persistentVolumeClaim: { claimName: 'other' } }), /mounts the claims/],
  [
    'the shared storage from its root',
    (pod) => {
      for (const mount of first(pod).volumeMounts ?? []) if (mount.name === 'user-storage') delete mount.subPath;
    },
    /sees the folder/,
  ],
  [
    'the shared storage under another name',
    (pod) => {
      volume(pod, { persistentVolumeClaim: { claimName: 'arc' } });
      first(pod).volumeMounts?.push({ name: 'extra', mountPath: '/all' });
    },
    /sees the folder/,
  ],
  [
    'a volume of another class',
    (pod) =>
      volume(pod, {
        ephemeral: {
          volumeClaimTemplate: {
            spec: {
              accessModes: ['ReadWriteOnce'],
              storageClassName: 'other',
              resources: { requests: { storage: '1Gi' } },
            },
          },
        },
      }),
    /volume of/,
  ],
  ['a group for all files', (pod) => Object.assign(pod.securityContext ?? {}, { fsGroup: 0 }), /fsGroup/],
];

// Judged in Jobs only: later Kubernetes writes the node and the class into the Pod itself.
export const JOBS: readonly Smuggled[] = [
  ['a node of its choice', (pod) => Object.assign(pod, { nodeName: 'any' }), /chooses no node/],
  ['the rank of a service', (pod) => Object.assign(pod, { priorityClassName: 'any' }), /priority/],
  ['the rank of the cluster', (pod) => Object.assign(pod, { priorityClassName: 'system-node-critical' }), /priority/],
];

// Judged by the level of the namespace, in Pods: a Job is accepted with a warning, and its pods are refused.
export const LEVEL: readonly Smuggled[] = [
  [
    'all rights on the node',
    (pod) => Object.assign(first(pod), { securityContext: { privileged: true } }),
    /privileged/,
  ],
  [
    'more rights',
    (pod) => Object.assign(first(pod).securityContext ?? {}, { capabilities: { add: ['SYS_ADMIN'] } }),
    /capabilities/,
  ],
  ['rights kept', (pod) => Object.assign(first(pod).securityContext ?? {}, { capabilities: {} }), /capabilities/],
  [
    'a way to more rights',
    (pod) => Object.assign(first(pod).securityContext ?? {}, { allowPrivilegeEscalation: true }),
    /allowPrivilegeEscalation/,
  ],
  ['root', (pod) => Object.assign(pod.securityContext ?? {}, { runAsUser: 0 }), /runAsUser=0/],
  ['perhaps root', (pod) => Object.assign(pod.securityContext ?? {}, { runAsNonRoot: false }), /runAsNonRoot/],
  [
    'all system calls',
    (pod) => Object.assign(pod.securityContext ?? {}, { seccompProfile: { type: 'Unconfined' } }),
    /seccompProfile/,
  ],
  [
    'a port of the node',
    (pod) => Object.assign(first(pod), { ports: [{ containerPort: 80, hostPort: 80 }] }),
    /hostPort/,
  ],
];
