import type { Construct } from 'constructs';
import { POOLS } from '../../plan/database-connections';
import { harborAddresses, harborPorts } from '../../plan/harbor';
import { SERVICE_SIZES } from '../../plan/sizes';
import type { Database } from '../databases';
import { ManagedSecret } from '../managed-secret';
import { databaseAuthority } from './authority';
import type { HarborCertificates } from './certificates';
import { JOB_NAMESPACE } from './jobservice';
import { type HarborContext, HarborPart, portsOf, probes } from './part';
import type { HarborRedis } from './redis';
import { literals } from './variables';

/** What the exporter is given by its neighbours. */
export interface ExporterProps extends HarborContext {
  readonly database: Database;
  readonly redis: HarborRedis;
  readonly certificates: HarborCertificates | undefined;
}

/** The part that counts: projects, quotas, pulls, jobs, and whether the others are well. It needs no account of Harbor. */
export class HarborExporter extends HarborPart {
  constructor(scope: Construct, id: string, { plan, harbor, database, redis, certificates }: ExporterProps) {
    const addresses = harborAddresses(plan.site, harbor);
    const { core, exporter } = harborPorts(harbor);
    const tls = certificates?.of('exporter');
    const authority = databaseAuthority(database);
    const secret = new ManagedSecret(scope, `${id}-secret`, {
      namespace: plan.site.namespaces.services,
      name: 'harbor-exporter',
      keys: { HARBOR_REDIS_URL: redis.url(1) },
    });
    super(scope, id, {
      plan,
      harbor,
      part: 'exporter',
      replicas: 1,
      size: SERVICE_SIZES.harborExporter,
      image: 'harbor-exporter',
      ports: portsOf(exporter),
      checksums: { secret: secret.checksum },
      container: {
        command: ['/harbor/harbor_exporter'],
        env: [
          ...literals({
            LOG_LEVEL: 'info',
            HARBOR_EXPORTER_PORT: exporter.http.pod,
            HARBOR_EXPORTER_METRICS_PATH: '/metrics',
            HARBOR_EXPORTER_METRICS_ENABLED: true,
            // Seconds: below the usual interval of Prometheus, so that each scrape has numbers of its own.
            HARBOR_EXPORTER_CACHE_TIME: 23,
            HARBOR_EXPORTER_CACHE_CLEAN_INTERVAL: 14_400,
            HARBOR_METRIC_NAMESPACE: 'harbor',
            HARBOR_METRIC_SUBSYSTEM: 'exporter',
            HARBOR_SERVICE_SCHEME: addresses.scheme,
            HARBOR_SERVICE_HOST: addresses.host('core'),
            HARBOR_SERVICE_PORT: core.http.service,
            HARBOR_REDIS_NAMESPACE: JOB_NAMESPACE,
            HARBOR_REDIS_TIMEOUT: 240,
            HARBOR_DATABASE_HOST: database.host,
            HARBOR_DATABASE_PORT: database.port,
            HARBOR_DATABASE_USERNAME: database.user,
            HARBOR_DATABASE_DBNAME: database.name,
            HARBOR_DATABASE_SSLMODE: database.sslmode,
            HARBOR_DATABASE_MAX_IDLE_CONNS: 2,
            HARBOR_DATABASE_MAX_OPEN_CONNS: POOLS.harborExporter,
          }),
          ...(tls?.env.filter(({ name }) => name === 'SSL_CERT_DIR') ?? []),
          ...authority.env,
          { name: 'HARBOR_DATABASE_PASSWORD', valueFrom: database.secret.env('password') },
          { name: 'HARBOR_REDIS_URL', valueFrom: secret.env('HARBOR_REDIS_URL') },
        ],
        ...probes('/', 'http', 120),
        volumeMounts: [...(tls ? [tls.mount] : []), ...authority.mounts],
      },
      volumes: [...(tls ? [tls.volume] : []), ...authority.volumes],
    });
  }
}
