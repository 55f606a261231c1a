import type { Construct } from 'constructs';
import type { EnvVar } from 'kubernetes-types/core/v1';
import { POOLS } from '../../plan/database-connections';
import { harborAddresses, harborPorts } from '../../plan/harbor';
import { SERVICE_SIZES } from '../../plan/sizes';
import { ConfigFiles } from '../config-files';
import type { Database } from '../databases';
import { databaseAuthority } from './authority';
import type { HarborCertificates } from './certificates';
import { databaseGate } from './gate';
import { type HarborContext, HarborPart, portsOf, probes } from './part';
import { type HarborSecrets, REGISTRY_USER } from './secrets';
import { literals, numbers } from './variables';

/** Other registries that Harbor offers as upstreams (goharbor/harbor-helm:templates/core/core-cm.yaml). */
const UPSTREAMS = [
  ...['ali-acr', 'aws-ecr', 'azure-acr', 'docker-hub', 'docker-registry', 'github-ghcr', 'google-gcr', 'harbor'],
  'jfrog-artifactory',
];
const REPLICATED = [...UPSTREAMS, 'huawei-SWR', 'tencent-tcr', 'volcengine-cr'];

/** Half an hour and more: a new release changes the database when it starts. */
const STARTUP = 3600;

/** What core is given by its neighbours. */
export interface CoreProps extends HarborContext {
  readonly database: Database;
  readonly secrets: HarborSecrets;
  readonly certificates: HarborCertificates | undefined;
}

/** The part that answers clients: the API, logins and tokens; images pass through it to the registry. */
export class HarborCore extends HarborPart {
  constructor(scope: Construct, id: string, props: CoreProps) {
    const { plan, harbor, database, secrets, certificates } = props;
    const { site } = plan;
    const namespace = site.namespaces.services;
    const ports = harborPorts(harbor).core;
    const config = new ConfigFiles(scope, `${id}-config`, {
      namespace,
      name: 'harbor-core',
      files: { 'app.conf': appConf(ports.http.pod) },
    });
    const gate = databaseGate(scope, `${id}-gate`, props);
    const tls = certificates?.of('core');
    const authority = databaseAuthority(database);
    super(scope, id, {
      plan,
      harbor,
      part: 'core',
      replicas: harbor.replicas,
      size: SERVICE_SIZES.harborCore,
      image: 'harbor-core',
      ports: portsOf(ports),
      ...(tls && certificates && { annotations: certificates.transport('core', tls) }),
      checksums: {
        config: config.checksum,
        ...Object.fromEntries(['keys', 'core', 'parts'].map((one) => [one, secrets[one as 'keys'].checksum])),
      },
      grace: 120,
      inits: gate.inits,
      container: {
        // As the image's own start, without its change of the image's list of authorities.
        command: ['/harbor/harbor_core'],
        env: [
          ...coreEnv(props),
          ...(tls?.env ?? []),
          ...authority.env,
          { name: 'POSTGRESQL_PASSWORD', valueFrom: database.secret.env('password') },
          ...['CORE_SECRET', 'JOBSERVICE_SECRET', 'REGISTRY_CREDENTIAL_PASSWORD'].map((name) => ({
            name,
            valueFrom: secrets.parts.env(name),
          })),
          ...['CSRF_KEY', 'HARBOR_ADMIN_PASSWORD', 'CONFIG_OVERWRITE_JSON', '_REDIS_URL_CORE', '_REDIS_URL_REG'].map(
            (name) => ({ name, valueFrom: secrets.core.env(name) }),
          ),
        ],
        ...probes('/api/v2.0/ping', tls ? 'https' : 'http', STARTUP),
        volumeMounts: [
          { name: 'config', mountPath: '/etc/core', readOnly: true },
          { name: 'tmp', mountPath: '/tmp' },
          ...(tls ? [tls.mount] : []),
          ...authority.mounts,
        ],
      },
      volumes: [
        {
          name: 'config',
          projected: {
            defaultMode: 0o440,
            sources: [
              { configMap: { name: config.name } },
              {
                secret: {
                  name: secrets.keys.name,
                  items: ['key', 'private_key.pem'].map((key) => ({ key, path: key })),
                },
              },
            ],
          },
        },
        ...gate.volumes,
        { name: 'tmp', emptyDir: { sizeLimit: '1Gi' } },
        ...(tls ? [tls.volume] : []),
        ...authority.volumes,
      ],
    });
  }
}

function coreEnv({ plan, harbor, database }: CoreProps): EnvVar[] {
  const { site, hosts } = plan;
  const addresses = harborAddresses(site, harbor);
  const { core } = harborPorts(harbor);
  return literals({
    PORT: core.http.pod,
    CONFIG_PATH: '/etc/core/app.conf',
    LOG_LEVEL: 'info',
    // Where clients are sent for tokens and back from the login: the address that they use.
    EXT_ENDPOINT: `https://${hosts.harbors[0]}`,
    CORE_URL: addresses.core,
    CORE_LOCAL_URL: `${addresses.scheme}://127.0.0.1:${core.http.pod}`,
    PORTAL_URL: addresses.portal,
    JOBSERVICE_URL: addresses.jobservice,
    REGISTRY_URL: addresses.registry,
    REGISTRY_CONTROLLER_URL: addresses.registryctl,
    TOKEN_SERVICE_URL: `${addresses.core}/service/token`,
    REGISTRY_CREDENTIAL_USERNAME: REGISTRY_USER,
    REGISTRY_STORAGE_PROVIDER_NAME: harbor.storage.kind,
    DATABASE_TYPE: 'postgresql',
    POSTGRESQL_HOST: database.host,
    POSTGRESQL_PORT: database.port,
    POSTGRESQL_USERNAME: database.user,
    POSTGRESQL_DATABASE: database.name,
    POSTGRESQL_SSLMODE: database.sslmode,
    POSTGRESQL_MAX_IDLE_CONNS: 5,
    POSTGRESQL_MAX_OPEN_CONNS: POOLS.harbor,
    WITH_TRIVY: harbor.scanner.kind === 'trivy',
    ...(harbor.scanner.kind === 'trivy' && { TRIVY_ADAPTER_URL: addresses.trivy }),
    PERMITTED_REGISTRY_TYPES_FOR_PROXY_CACHE: UPSTREAMS.join(','),
    REPLICATION_ADAPTER_WHITELIST: REPLICATED.join(','),
    ...numbers('core', core.metrics),
  });
}

const appConf = (port: number) => `appname = Harbor
runmode = prod
enablegzip = true

[prod]
httpport = ${port}
`;
