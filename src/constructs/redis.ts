import { Construct } from 'constructs';
import type { StatefulSetSpec } from 'kubernetes-types/apps/v1';
import type { ServiceSpec } from 'kubernetes-types/core/v1';
import { formatMemory } from '../config/units';
import type { Plan } from '../plan/plan';
import { SERVICE_SIZES } from '../plan/sizes';
import { ConfigFiles } from './config-files';
import { generated, ManagedSecret } from './managed-secret';
import { placementOn } from './placement';
import { podLabels, podTemplate, resources } from './pod';
import { type RedisPassword, type RedisUser, redisAcl, redisConf } from './redis-acl';
import { Resource } from './resource';
import type { Workload } from './traffic';

const NAME = 'redis';
const PORT = 6379;
const USER = 999; // the image's own user

/** Passwords of the users that log in; the default user has none and may read one list. */
export const REDIS_PASSWORDS = {
  skaha: generated('redis-skaha'),
  images: generated('redis-images'),
  session: generated('redis-session'),
  metrics: generated('redis-metrics'),
} as const satisfies Record<RedisUser, RedisPassword>;

/** The Redis of the session service: one instance with a volume, and one user per client with the least rights. */
export class Redis extends Construct implements Workload {
  readonly name = NAME;
  readonly port = PORT;
  /** Host name inside the cluster. */
  readonly host: string;
  /** Labels of its pods. */
  readonly labels = podLabels(NAME);
  /** Passwords by user name. */
  readonly users: ManagedSecret;

  constructor(scope: Construct, id: string, plan: Plan) {
    super(scope, id);
    const { site } = plan;
    const namespace = site.namespaces.services;
    this.host = `${NAME}.${namespace}.svc.${site.cluster.domain}`;

    const config = new ConfigFiles(this, 'config', {
      namespace,
      name: 'redis-config',
      files: {
        'redis.conf': redisConf({
          aclFile: '/etc/redis-users/users.acl',
          dataDir: '/data',
          memoryLimit: SERVICE_SIZES.redis.limit.memory,
          port: PORT,
        }),
      },
    });
    this.users = new ManagedSecret(this, 'users', {
      namespace,
      name: 'redis-users',
      keys: { ...passwordKeys(), 'users.acl': redisAcl(REDIS_PASSWORDS) },
    });
    new Resource(this, 'service-account', {
      apiVersion: 'v1',
      kind: 'ServiceAccount',
      metadata: { name: NAME, namespace },
      automountServiceAccountToken: false,
    });
    const ports = [{ name: 'redis', port: PORT, targetPort: 'redis', protocol: 'TCP' }];
    new Resource(this, 'service', {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: NAME, namespace },
      spec: { clusterIP: 'None', selector: this.labels, ports } satisfies ServiceSpec,
    });
    new Resource(
      this,
      'stateful-set',
      {
        apiVersion: 'apps/v1',
        kind: 'StatefulSet',
        metadata: { name: NAME, namespace },
        spec: this.spec(plan, config),
      },
      { protect: true },
    );
  }

  private spec(plan: Plan, config: ConfigFiles): StatefulSetSpec {
    const { storageClass, size } = plan.site.redis.storage;
    return {
      serviceName: NAME,
      replicas: 1,
      selector: { matchLabels: this.labels },
      template: podTemplate({
        name: NAME,
        serviceAccountName: NAME,
        priorityClassName: plan.priorities.services.name,
        user: USER,
        checksums: { config: config.checksum, users: this.users.checksum },
        placement: placementOn(plan, 'services'),
        pullSecrets: plan.site.images.pullSecrets,
        container: {
          image: plan.site.images.redis,
          command: ['redis-server', '/etc/redis/redis.conf'],
          ports: [{ name: 'redis', containerPort: PORT }],
          resources: resources(SERVICE_SIZES.redis),
          startupProbe: { tcpSocket: { port: 'redis' }, periodSeconds: 5, failureThreshold: 60 },
          readinessProbe: { exec: { command: ['sh', '-c', REDIS_READY] }, periodSeconds: 10, timeoutSeconds: 5 },
          livenessProbe: { tcpSocket: { port: 'redis' }, periodSeconds: 15, failureThreshold: 4 },
          volumeMounts: [
            { name: 'data', mountPath: '/data' },
            { name: 'config', mountPath: '/etc/redis', readOnly: true },
            { name: 'users', mountPath: '/etc/redis-users', readOnly: true },
            { name: 'tmp', mountPath: '/tmp' },
          ],
        },
        volumes: [
          { name: 'config', configMap: { name: config.name } },
          {
            name: 'users',
            secret: {
              secretName: this.users.name,
              items: [{ key: 'users.acl', path: 'users.acl' }],
              defaultMode: 0o440,
            },
          },
          { name: 'tmp', emptyDir: { sizeLimit: '16Mi' } },
        ],
      }),
      volumeClaimTemplates: [
        // The server keeps the list as one value: what it would fill in is stated, so that a second engine is no conflict.
        {
          apiVersion: 'v1',
          kind: 'PersistentVolumeClaim',
          metadata: { name: 'data' },
          status: { phase: 'Pending' },
          spec: {
            accessModes: ['ReadWriteOnce'],
            volumeMode: 'Filesystem',
            ...(storageClass && { storageClassName: storageClass }),
            resources: { requests: { storage: formatMemory(size) } },
          },
        },
      ],
    };
  }
}

/**
 * True of a Redis that serves: it answers a range that ends before it begins with nothing, whatever the list holds. A server
 * that is loading its data, refuses or is not there answers with a text.
 */
export const REDIS_READY = `[ -z "$(redis-cli LRANGE public 1 0 2>&1)" ]`;

const passwordKeys = () =>
  Object.fromEntries(Object.entries(REDIS_PASSWORDS).map(([user, source]) => [user, [source]]));
