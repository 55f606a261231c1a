import type { Construct } from 'constructs';
import { harborAddresses, harborPorts } from '../../plan/harbor';
import { SERVICE_SIZES } from '../../plan/sizes';
import { toYaml } from '../../yaml';
import { ConfigFiles } from '../config-files';
import type { Database } from '../databases';
import { databaseAuthority } from './authority';
import type { HarborCertificates, PartCertificate } from './certificates';
import { type HarborContext, HarborPart, portsOf, probes } from './part';
import { type HarborSecrets, REGISTRY_USER } from './secrets';
import { literals, numbers } from './variables';

/** Where it finds its configuration. */
const FOLDER = '/etc/jobservice';

/** What jobservice is given by its neighbours. */
export interface JobserviceProps extends HarborContext {
  readonly database: Database;
  readonly secrets: HarborSecrets;
  readonly certificates: HarborCertificates | undefined;
}

/** The part that works by itself: scans, replications, retention, garbage collection, webhooks. Logs of jobs are in the database, so that any pod can show them. */
export class HarborJobservice extends HarborPart {
  constructor(scope: Construct, id: string, props: JobserviceProps) {
    const { plan, harbor, database, secrets, certificates } = props;
    const addresses = harborAddresses(plan.site, harbor);
    const { jobservice } = harborPorts(harbor);
    const tls = certificates?.of('jobservice');
    // Core gives it the settings of the database; the authority of its certificate it must know itself.
    const authority = databaseAuthority(database);
    const config = new ConfigFiles(scope, `${id}-config`, {
      namespace: plan.site.namespaces.services,
      name: 'harbor-jobservice',
      files: { 'config.yml': jobserviceConfig(props, tls) },
    });
    super(scope, id, {
      plan,
      harbor,
      part: 'jobservice',
      replicas: harbor.replicas,
      size: SERVICE_SIZES.harborJobservice,
      image: 'harbor-jobservice',
      ports: portsOf(jobservice),
      checksums: { config: config.checksum, secret: secrets.jobservice.checksum, parts: secrets.parts.checksum },
      grace: 120,
      container: {
        command: ['/harbor/harbor_jobservice', '-c', `${FOLDER}/config.yml`],
        env: [
          ...literals({
            CORE_URL: addresses.core,
            TOKEN_SERVICE_URL: `${addresses.core}/service/token`,
            REGISTRY_URL: addresses.registry,
            REGISTRY_CONTROLLER_URL: addresses.registryctl,
            REGISTRY_CREDENTIAL_USERNAME: REGISTRY_USER,
            REGISTRY_HTTP_CLIENT_TIMEOUT: 30,
            JOBSERVICE_WEBHOOK_JOB_MAX_RETRY: 3,
            JOBSERVICE_WEBHOOK_JOB_HTTP_CLIENT_TIMEOUT: 3,
            LOG_LEVEL: 'info',
            ...(jobservice.metrics !== undefined && {
              METRIC_NAMESPACE: 'harbor',
              METRIC_SUBSYSTEM: numbers('jobservice', jobservice.metrics).METRIC_SUBSYSTEM ?? '',
            }),
          }),
          ...(tls?.env ?? []),
          ...authority.env,
          ...['CORE_SECRET', 'JOBSERVICE_SECRET', 'REGISTRY_CREDENTIAL_PASSWORD'].map((name) => ({
            name,
            valueFrom: secrets.parts.env(name),
          })),
          { name: 'JOB_SERVICE_POOL_REDIS_URL', valueFrom: secrets.jobservice.env('JOB_SERVICE_POOL_REDIS_URL') },
        ],
        // It waits for core, which may be changing the database.
        ...probes('/api/v1/stats', tls ? 'https' : 'http', 3600),
        volumeMounts: [
          { name: 'config', mountPath: FOLDER, readOnly: true },
          // Reports that people export are written here first.
          { name: 'tmp', mountPath: '/tmp' },
          ...(tls ? [tls.mount] : []),
          ...authority.mounts,
        ],
      },
      volumes: [
        { name: 'config', configMap: { name: config.name } },
        { name: 'tmp', emptyDir: { sizeLimit: '1Gi' } },
        ...(tls ? [tls.volume] : []),
        ...authority.volumes,
      ],
    });
  }
}

/** Where its jobs wait comes by a variable, because it holds a password. */
function jobserviceConfig({ harbor }: JobserviceProps, tls: PartCertificate | undefined): string {
  const { jobservice } = harborPorts(harbor);
  return toYaml({
    protocol: tls ? 'https' : 'http',
    port: jobservice.http.pod,
    ...(tls && { https_config: { cert: `${tls.folder}/tls.crt`, key: `${tls.folder}/tls.key` } }),
    worker_pool: {
      workers: 10,
      backend: 'redis',
      redis_pool: { namespace: JOB_NAMESPACE, idle_timeout_second: 240 },
    },
    job_loggers: [{ name: 'DB', level: 'INFO', sweeper: { duration: 14 } }],
    loggers: [{ name: 'STD_OUTPUT', level: 'INFO' }],
    metric: {
      enabled: jobservice.metrics !== undefined,
      ...(jobservice.metrics !== undefined && { path: '/metrics', port: jobservice.metrics }),
    },
    reaper: { max_update_hours: 24, max_dangling_hours: 168 },
  });
}

/** Prefix of the keys of jobs in Redis; the exporter counts them there. */
export const JOB_NAMESPACE = 'harbor_job_service_namespace';
