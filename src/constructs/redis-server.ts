import { Construct } from 'constructs';
import type { PodTemplateSpec, ServiceSpec } from 'kubernetes-types/core/v1';
import type { SecretText } from '../manifest';
import type { Plan } from '../plan/plan';
import type { ServiceSize } from '../plan/sizes';
import { claimTemplate, type VolumeSize } from './claim-template';
import { ConfigFiles } from './config-files';
import { ManagedSecret } from './managed-secret';
import { podLabels, podTemplate, resources } from './pod';
import { redisConf } from './redis-acl';
import { Resource } from './resource';
import { serviceAccount } from './service-account';
import type { Workload } from './traffic';

const PORT = 6379;
const USER = 999; // the image's own user
const ACL = 'users.acl';

/** What one Redis is to others, and what it keeps. */
export interface RedisServerProps {
  /** Name of its Service, its pods and its account. */
  readonly name: string;
  readonly size: ServiceSize;
  /** Who may do what. */
  readonly acl: SecretText;
  /** Passwords by user name, for pods that read them from the environment. */
  readonly passwords: Readonly<Record<string, SecretText>>;
  /** Volume for its data; absent: a cache, which is empty after a restart and drops what is used least when it is full. */
  readonly storage?: VolumeSize;
  /** Numbered databases. @default 1 */
  readonly databases?: number;
  /** Largest single value, in MiB. @default 1 */
  readonly largestValue?: number;
  /** Shell command that is true of a server that serves. */
  readonly ready: string;
}

/** One Redis with users of its own, reached inside the cluster only. */
export class RedisServer extends Construct implements Workload {
  readonly name: string;
  readonly port = PORT;
  /** Host name inside the cluster. */
  readonly host: string;
  /** Labels of its pods. */
  readonly labels: Readonly<Record<string, string>>;
  /** Passwords by user name. */
  readonly users: ManagedSecret;

  constructor(
    scope: Construct,
    id: string,
    plan: Plan,
    private readonly props: RedisServerProps,
  ) {
    super(scope, id);
    const { site } = plan;
    const { name, size, storage } = props;
    const namespace = site.namespaces.services;
    this.name = name;
    this.labels = podLabels(name);
    this.host = `${name}.${namespace}.svc.${site.cluster.domain}`;

    const config = new ConfigFiles(this, 'config', {
      namespace,
      name: `${name}-config`,
      files: {
        'redis.conf': redisConf({
          aclFile: `/etc/redis-users/${ACL}`,
          ...(storage && { dataDir: '/data' }),
          memoryLimit: size.limit.memory,
          port: PORT,
          ...(props.databases !== undefined && { databases: props.databases }),
          ...(props.largestValue !== undefined && { largestValue: props.largestValue }),
        }),
      },
    });
    this.users = new ManagedSecret(this, 'users', {
      namespace,
      name: `${name}-users`,
      keys: { ...props.passwords, [ACL]: props.acl },
    });
    serviceAccount(this, { name, namespace });
    const ports = [{ name: 'redis', port: PORT, targetPort: 'redis', protocol: 'TCP' }];
    new Resource(this, 'service', {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name, namespace },
      spec: { clusterIP: 'None', selector: this.labels, ports } satisfies ServiceSpec,
    });
    const metadata = { name, namespace };
    const common = { replicas: 1, selector: { matchLabels: this.labels }, template: this.template(plan, config) };
    if (!storage) {
      const spec = { ...common, strategy: { type: 'Recreate' } };
      new Resource(this, 'deployment', { apiVersion: 'apps/v1', kind: 'Deployment', metadata, spec });
      return;
    }
    const spec = { serviceName: name, ...common, volumeClaimTemplates: [claimTemplate('data', storage)] };
    new Resource(
      this,
      'stateful-set',
      { apiVersion: 'apps/v1', kind: 'StatefulSet', metadata, spec },
      { protect: true, backup: { kind: 'none', because: 'what it holds is made anew by those who use it' } },
    );
  }

  private template(plan: Plan, config: ConfigFiles): PodTemplateSpec {
    const { name, size, storage } = this.props;
    return podTemplate(plan, {
      name,
      user: USER,
      checksums: { config: config.checksum, users: this.users.checksum },
      container: {
        image: plan.site.images.redis,
        command: ['redis-server', '/etc/redis/redis.conf'],
        ports: [{ name: 'redis', containerPort: PORT }],
        resources: resources(size),
        readinessProbe: { exec: { command: ['sh', '-c', this.props.ready] }, periodSeconds: 10, timeoutSeconds: 5 },
        startupProbe: { tcpSocket: { port: 'redis' }, periodSeconds: 5, failureThreshold: 60 },
        livenessProbe: { tcpSocket: { port: 'redis' }, periodSeconds: 15, failureThreshold: 4 },
        volumeMounts: [
          ...(storage ? [{ name: 'data', mountPath: '/data' }] : []),
          { name: 'config', mountPath: '/etc/redis', readOnly: true },
          { name: 'users', mountPath: '/etc/redis-users', readOnly: true },
          { name: 'tmp', mountPath: '/tmp' },
        ],
      },
      volumes: [
        { name: 'config', configMap: { name: config.name } },
        {
          name: 'users',
          secret: { secretName: this.users.name, items: [{ key: ACL, path: ACL }], defaultMode: 0o440 },
        },
        { name: 'tmp', emptyDir: { sizeLimit: '16Mi' } },
      ],
    });
  }
}
