import { edgesOf } from '../../src/kube/edges';
import type { KubeObject, ManagedSecret, Manifest, Manifests, SecretSource } from '../../src/manifest';

/** A manifest of a test: of its id, object and what matters. */
export const manifest = (id: string, object: KubeObject, rest: Partial<Manifest> = {}): Manifest => ({
  id,
  capability: id.split('/')[1] ?? id,
  object,
  dependsOn: [],
  protect: false,
  renamedFrom: [],
  ...rest,
});

/** A managed secret of a test. */
export const secret = (id: string, rest: Partial<ManagedSecret>): ManagedSecret => ({
  id,
  capability: id.split('/')[1] ?? id,
  namespace: 'skaha-system',
  name: 'secret',
  type: 'Opaque',
  labels: {},
  keys: {},
  dependsOn: [],
  ...rest,
});

export const object = (
  apiVersion: string,
  kind: string,
  name: string,
  rest: Record<string, unknown> = {},
): KubeObject => ({
  apiVersion,
  kind,
  metadata: { name },
  ...rest,
});

export const inNamespace = (namespace: string, value: KubeObject): KubeObject => ({
  ...value,
  metadata: { ...value.metadata, namespace },
});

const system = (value: KubeObject) => inNamespace('skaha-system', value);
const workload = (value: KubeObject) => inNamespace('skaha-workload', value);
const pod = (name: string) => ({
  selector: { matchLabels: { app: name } },
  template: {
    metadata: { labels: { app: name } },
    spec: { containers: [{ name, image: `images.example.org/${name}:1` }] },
  },
});

const redisPassword: SecretSource = { kind: 'generated', name: 'redis-skaha', length: 32, alphabet: 'alphanumeric' };
const sessionPassword: SecretSource = {
  kind: 'generated',
  name: 'redis-session',
  length: 48,
  alphabet: 'alphanumeric',
};
const robot: SecretSource = { kind: 'supplied', name: 'registry-robot', description: "The robot account's password" };
const tokenKey = (part: 'public' | 'private' | 'pkcs1'): SecretSource => ({
  kind: 'rsa',
  name: 'callback-token',
  bits: 2048,
  part,
});

/** A small platform with one of everything that an engine treats in its own way. */
const declared: Manifests = {
  site: 'demo',
  manifests: [
    // Written against the order of delivery on purpose: only the edges say what comes first.
    manifest(
      'platform/sessions/skaha/Hpa',
      system(
        object('autoscaling/v2', 'HorizontalPodAutoscaler', 'skaha', {
          spec: {
            scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'skaha' },
            minReplicas: 2,
            maxReplicas: 4,
          },
        }),
      ),
      { dependsOn: ['platform/sessions/skaha/Deployment'] },
    ),
    manifest(
      'platform/sessions/skaha/Deployment',
      system(object('apps/v1', 'Deployment', 'skaha', { spec: pod('skaha') })),
      {
        dependsOn: [
          'platform/sessions/skaha/Config',
          'platform/redis/server/StatefulSet',
          'platform/sessions/skaha/callback-token',
          'platform/sessions/ServiceAccount',
        ],
      },
    ),
    manifest(
      'platform/sessions/skaha/Config',
      system(
        object('v1', 'ConfigMap', 'skaha-config', {
          data: {
            'start.sh': '#!/bin/sh\nset -eu\n\nexec "$@"\n',
            'k8s-resources.json': '{"a": 1}',
            version: '012',
            empty: '',
          },
        }),
      ),
    ),
    manifest('platform/sessions/ServiceAccount', system(object('v1', 'ServiceAccount', 'skaha'))),
    manifest(
      'platform/sessions/skaha/Service',
      system(
        object('v1', 'Service', 'skaha', {
          spec: { type: 'LoadBalancer', selector: { app: 'skaha' }, ports: [{ port: 8080 }] },
        }),
      ),
    ),
    manifest(
      'platform/sessions/skaha/Ingress',
      system(
        object('networking.k8s.io/v1', 'Ingress', 'skaha', {
          spec: { ingressClassName: 'traefik', rules: [{ host: 'science.example.org' }] },
        }),
      ),
      { dependsOn: ['platform/sessions/skaha/Service'] },
    ),
    manifest(
      'platform/sessions/images/Job',
      workload(
        object('batch/v1', 'Job', 'seed', {
          metadata: { name: 'seed', annotations: { 'argocd.argoproj.io/sync-options': 'Replace=true', note: 'kept' } },
          spec: { suspend: true, template: { spec: { containers: [], restartPolicy: 'Never' } } },
        }),
      ),
      { dependsOn: ['platform/sessions/session-redis', 'platform/sessions/registry'] },
    ),
    manifest(
      'platform/redis/server/StatefulSet',
      system(object('apps/v1', 'StatefulSet', 'redis', { spec: { replicas: 1, ...pod('redis') } })),
      {
        dependsOn: ['platform/redis/server/Claim', 'platform/redis/acl'],
        protect: true,
      },
    ),
    manifest(
      'platform/redis/server/Claim',
      system(
        object('v1', 'PersistentVolumeClaim', 'redis', {
          spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
        }),
      ),
      { protect: true },
    ),
    manifest(
      'platform/arc/Claim',
      workload(
        object('v1', 'PersistentVolumeClaim', 'arc', {
          spec: {
            accessModes: ['ReadWriteMany'],
            storageClassName: '',
            volumeName: 'demo-arc',
            resources: { requests: { storage: '1Gi' } },
          },
        }),
      ),
      { dependsOn: ['platform/arc/Volume'], protect: true, renamedFrom: ['platform/storage/arc/Claim'] },
    ),
    manifest(
      'platform/arc/Volume',
      object('v1', 'PersistentVolume', 'demo-arc', { spec: { capacity: { storage: '1Gi' } } }),
      {
        protect: true,
      },
    ),
    manifest('platform/queues/Queue', object('kueue.example.org/v1', 'ClusterQueue', 'demo', { spec: { quota: 7 } })),
    manifest(
      'platform/queues/Definition',
      object('apiextensions.k8s.io/v1', 'CustomResourceDefinition', 'clusterqueues.kueue.example.org', {
        spec: {
          group: 'kueue.example.org',
          names: { kind: 'ClusterQueue', plural: 'clusterqueues' },
          scope: 'Cluster',
        },
      }),
      { protect: true },
    ),
    manifest('platform/namespaces/system', object('v1', 'Namespace', 'skaha-system'), { protect: true }),
    manifest('platform/namespaces/workload', object('v1', 'Namespace', 'skaha-workload'), { protect: true }),
  ],
  secrets: [
    secret('platform/redis/acl', {
      name: 'redis-acl',
      renamedFrom: ['platform/cache/acl'],
      labels: { 'app.kubernetes.io/name': 'redis' },
      keys: {
        skaha: [redisPassword],
        'users.acl': [
          'user default off\nuser skaha on >',
          redisPassword,
          ' ~users:* +get\nuser session on >',
          sessionPassword,
          ' +smembers\n',
        ],
      },
    }),
    secret('platform/sessions/skaha/callback-token', {
      name: 'skaha-callback-token',
      keys: { 'public.key': [tokenKey('public')], 'private.key': [tokenKey('private')] },
    }),
    secret('platform/sessions/session-redis', {
      namespace: 'skaha-workload',
      name: 'session-redis',
      keys: { password: [sessionPassword], url: ['redis://session:', sessionPassword, '@redis.skaha-system.svc:6379'] },
    }),
    secret('platform/sessions/registry', {
      namespace: 'skaha-workload',
      name: 'registry',
      keys: { password: [robot], config: ["it's {", robot, '} and {{ not }} a "template" $HOME `id`\n'] },
    }),
  ],
};

const edges = edgesOf(declared.manifests, declared.secrets);
const complete = <T extends { id: string; dependsOn: readonly string[] }>(one: T): T => ({
  ...one,
  dependsOn: [...new Set([...(edges.get(one.id) ?? []), ...one.dependsOn])],
});

/** The platform with the edges that follow from what its objects name, as constructs deliver it. */
export const platform: Manifests = {
  ...declared,
  manifests: declared.manifests.map(complete),
  secrets: declared.secrets.map(complete),
};

const registryPassword: SecretSource = {
  kind: 'generated',
  name: 'registry-password',
  length: 16,
  alphabet: 'alphanumeric',
};

/** A server that checks a password which it does not know, and one that insists on the older form of a key. */
export const checking: Manifests = {
  site: 'demo',
  manifests: [manifest('platform/namespaces/system', object('v1', 'Namespace', 'skaha-system'), { protect: true })],
  secrets: [
    secret('platform/registry/login', {
      name: 'registry',
      protect: true,
      keys: {
        passwd: [{ kind: 'htpasswd', name: 'registry-line', user: 'registry', password: registryPassword }],
        password: [registryPassword],
      },
    }),
    secret('platform/registry/key', {
      name: 'registry-key',
      keys: {
        private: [tokenKey('private')],
        'key.pem': ['-----BEGIN RSA PRIVATE KEY-----\n', tokenKey('pkcs1'), '\n-----END RSA PRIVATE KEY-----\n'],
      },
    }),
  ],
};
