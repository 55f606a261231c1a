import type { HarborRegistry } from '../../config/harbor';
import { harborPorts } from '../../plan/harbor';
import { toYaml } from '../../yaml';
import type { HarborRedis } from './redis';
import { GCS_KEY } from './secrets';

/** Where the registry finds its configuration, the passwords that it knows, and the key of an object store. */
export const CONFIG_FOLDER = '/etc/registry';
/** Where the volume of the images is mounted. */
export const STORAGE_FOLDER = '/storage';
/**
 * Variable that has Redis called by TLS. Variables are told apart without regard to case; the key of the file is `enabletls` in
 * the sources of the registry and `enableTLS` in the public chart, which the registry passes over without a word
 * (goharbor/distribution:configuration/configuration.go, branch release/2.8).
 */
export const REDIS_TLS = 'REGISTRY_REDIS_ENABLETLS';
/** Where the configuration of the registry's controller lies. */
export const CONTROLLER_FOLDER = '/etc/registryctl';

/**
 * Configuration of the registry behind Harbor: `distribution` 2.8. Passwords and keys come by variables of the same names, and
 * so does TLS to Redis ({@link REDIS_TLS}).
 *
 * @param certificates folder of its certificate; absent without TLS
 */
export function registryConfig(harbor: HarborRegistry, redis: HarborRedis, certificates?: string): string {
  const { storage } = harbor;
  const { registry } = harborPorts(harbor);
  return toYaml({
    version: 0.1,
    log: { level: 'info', fields: { service: 'registry' } },
    storage: {
      ...storageOf(storage),
      cache: { layerinfo: 'redis' },
      maintenance: { uploadpurging: { enabled: true, age: '168h', interval: '24h', dryrun: false } },
      delete: { enabled: true },
      redirect: { disable: storage.kind === 'filesystem' || !storage.redirect },
    },
    redis: {
      addr: `${redis.host}:${redis.port}`,
      db: 2,
      readtimeout: '10s',
      writetimeout: '10s',
      dialtimeout: '10s',
      pool: { maxidle: 100, maxactive: 500, idletimeout: '60s' },
    },
    http: {
      addr: `:${registry.http.pod}`,
      relativeurls: false,
      ...(certificates !== undefined && {
        tls: { certificate: `${certificates}/tls.crt`, key: `${certificates}/tls.key`, minimumtls: 'tls1.2' },
      }),
      ...(registry.metrics !== undefined && {
        debug: { addr: `:${registry.metrics}`, prometheus: { enabled: true, path: '/metrics' } },
      }),
    },
    auth: { htpasswd: { realm: 'harbor-registry-basic-realm', path: `${CONFIG_FOLDER}/passwd` } },
    validation: { disabled: true },
    compatibility: { schema1: { enabled: true } },
  });
}

/** Configuration of the registry's controller, which deletes what nobody needs any more. */
export function controllerConfig(harbor: HarborRegistry, certificates?: string): string {
  const { registryctl } = harborPorts(harbor);
  return toYaml({
    protocol: certificates === undefined ? 'http' : 'https',
    port: String(registryctl.http.pod),
    ...(certificates !== undefined && {
      https_config: { cert: `${certificates}/tls.crt`, key: `${certificates}/tls.key` },
    }),
    log_level: 'info',
    registry_config: `${CONFIG_FOLDER}/config.yml`,
  });
}

function storageOf(storage: HarborRegistry['storage']): Record<string, object> {
  const folder = 'folder' in storage && storage.folder !== undefined ? { rootdirectory: storage.folder } : {};
  switch (storage.kind) {
    case 'filesystem':
      return { filesystem: { rootdirectory: STORAGE_FOLDER } };
    case 's3': {
      const { region, bucket, endpoint, encrypt, objectClass } = storage;
      return {
        s3: {
          region,
          bucket,
          ...(endpoint !== undefined && { regionendpoint: endpoint }),
          ...(encrypt && { encrypt }),
          secure: true,
          v4auth: true,
          ...(objectClass !== undefined && { storageclass: objectClass }),
          ...folder,
        },
      };
    }
    case 'swift': {
      const { authUrl, user, container, region, tenant, domain } = storage;
      return {
        swift: {
          authurl: authUrl,
          username: user,
          container,
          ...(region !== undefined && { region }),
          ...(tenant !== undefined && { tenant }),
          ...(domain !== undefined && { domain }),
          ...(storage.folder !== undefined && { prefix: storage.folder }),
        },
      };
    }
    case 'azure':
      return {
        azure: { accountname: storage.account, container: storage.container, realm: storage.realm },
      };
    case 'gcs':
      return { gcs: { bucket: storage.bucket, keyfile: `${CONFIG_FOLDER}/${GCS_KEY}`, ...folder } };
  }
}
