import type { Construct } from 'constructs';
import { formatMemory } from '../../config/units';
import { harborPorts } from '../../plan/harbor';
import { SERVICE_SIZES } from '../../plan/sizes';
import { snapshotsOf } from '../backup';
import { ConfigFiles } from '../config-files';
import { resources } from '../pod';
import { Resource } from '../resource';
import type { HarborCertificates } from './certificates';
import { type HarborContext, HarborPart, harborImage, probes } from './part';
import type { HarborRedis } from './redis';
import {
  CONFIG_FOLDER,
  CONTROLLER_FOLDER,
  controllerConfig,
  REDIS_TLS,
  registryConfig,
  STORAGE_FOLDER,
} from './registry-config';
import { GCS_KEY, type HarborSecrets } from './secrets';
import { literals } from './variables';

const NAME = 'harbor-registry';

/** What the registry is given by its neighbours. */
export interface RegistryProps extends HarborContext {
  readonly redis: HarborRedis;
  readonly secrets: HarborSecrets;
  readonly certificates: HarborCertificates | undefined;
}

/** The part that keeps images, and beside it the controller that deletes what nobody needs any more. */
export class HarborRegistryPart extends HarborPart {
  constructor(scope: Construct, id: string, { plan, harbor, redis, secrets, certificates }: RegistryProps) {
    const namespace = plan.site.namespaces.services;
    const { registry, registryctl } = harborPorts(harbor);
    const tls = certificates?.of('registry');
    const scheme = tls ? 'https' : 'http';
    const config = new ConfigFiles(scope, `${id}-config`, {
      namespace,
      name: NAME,
      files: {
        'config.yml': registryConfig(harbor, redis, tls?.folder),
        'ctl-config.yml': controllerConfig(harbor, tls?.folder),
      },
    });
    const { storage } = harbor;
    const onVolume = storage.kind === 'filesystem';
    if (onVolume)
      new Resource(
        scope,
        `${id}-images`,
        {
          apiVersion: 'v1',
          kind: 'PersistentVolumeClaim',
          metadata: { name: NAME, namespace },
          spec: {
            accessModes: [storage.accessMode],
            ...(storage.storageClass && { storageClassName: storage.storageClass }),
            resources: { requests: { storage: formatMemory(storage.size) } },
          },
        },
        { protect: true, backup: snapshotsOf(plan.site) },
      );
    const variables = Object.keys(secrets.registry.props.keys).filter((key) => key.startsWith('REGISTRY_'));
    const env = [
      ...variables.map((name) => ({ name, valueFrom: secrets.registry.env(name) })),
      ...(redis.tls ? literals({ [REDIS_TLS]: true }) : []),
      ...(tls?.env ?? []),
    ];
    const mounts = [
      { name: 'config', mountPath: CONFIG_FOLDER, readOnly: true },
      ...(onVolume ? [{ name: 'images', mountPath: STORAGE_FOLDER }] : []),
      ...(tls ? [tls.mount] : []),
      { name: 'tmp', mountPath: '/tmp' },
    ];
    super(scope, id, {
      plan,
      harbor,
      part: 'registry',
      replicas: harbor.replicas,
      size: SERVICE_SIZES.harborRegistry,
      image: 'registry-photon',
      ports: {
        http: registry.http,
        controller: registryctl.http,
        ...(registry.metrics !== undefined && { metrics: { pod: registry.metrics, service: registry.metrics } }),
      },
      checksums: { config: config.checksum, secret: secrets.registry.checksum, parts: secrets.parts.checksum },
      grace: 120,
      alone: onVolume && storage.accessMode === 'ReadWriteOnce',
      container: {
        command: ['/usr/bin/registry_DO_NOT_USE_GC', 'serve', `${CONFIG_FOLDER}/config.yml`],
        env,
        ...probes('/', scheme, 120),
        volumeMounts: mounts,
      },
      sidecars: {
        controller: {
          image: harborImage(harbor, 'harbor-registryctl'),
          command: ['/home/harbor/harbor_registryctl', '-c', `${CONTROLLER_FOLDER}/config.yml`],
          env: [
            ...env,
            ...['CORE_SECRET', 'JOBSERVICE_SECRET'].map((name) => ({ name, valueFrom: secrets.parts.env(name) })),
          ],
          ports: [{ name: 'controller', containerPort: registryctl.http.pod }],
          resources: resources(SERVICE_SIZES.harborController),
          ...controllerProbes(scheme),
          volumeMounts: [...mounts, { name: 'controller', mountPath: CONTROLLER_FOLDER, readOnly: true }],
        },
      },
      volumes: [
        {
          name: 'config',
          projected: {
            defaultMode: 0o440,
            sources: [
              { configMap: { name: config.name, items: [{ key: 'config.yml', path: 'config.yml' }] } },
              {
                secret: {
                  name: secrets.registry.name,
                  items: ['passwd', ...(storage.kind === 'gcs' ? [GCS_KEY] : [])].map((key) => ({ key, path: key })),
                },
              },
            ],
          },
        },
        {
          name: 'controller',
          configMap: { name: config.name, items: [{ key: 'ctl-config.yml', path: 'config.yml' }] },
        },
        ...(onVolume ? [{ name: 'images', persistentVolumeClaim: { claimName: NAME } }] : []),
        { name: 'tmp', emptyDir: { sizeLimit: '1Gi' } },
        ...(tls ? [tls.volume] : []),
      ],
    });
  }
}

function controllerProbes(scheme: string) {
  const { startupProbe, readinessProbe, livenessProbe } = probes('/api/health', scheme, 120);
  const at = <T extends { httpGet: object }>(probe: T) => ({
    ...probe,
    httpGet: { ...probe.httpGet, path: '/api/health', port: 'controller' },
  });
  return { startupProbe: at(startupProbe), readinessProbe: at(readinessProbe), livenessProbe: at(livenessProbe) };
}
