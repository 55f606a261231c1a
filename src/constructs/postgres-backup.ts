import { Construct } from 'constructs';
import type { JobSpec } from 'kubernetes-types/batch/v1';
import type { Databases as DatabasesConfig } from '../config/databases';
import type { Plan } from '../plan/plan';
import { SERVICE_SIZES } from '../plan/sizes';
import { asset } from './assets';
import { snapshotsOf } from './backup';
import { claimSpec } from './claim-template';
import { ConfigFiles } from './config-files';
import { cronJob } from './cron-job';
import type { ManagedSecret } from './managed-secret';
import { podLabels, podTemplate, resources } from './pod';
import { BACKUP_ROLE } from './postgres-files';
import { Resource } from './resource';
import { serviceAccount } from './service-account';
import type { Edge, Workload } from './traffic';

/** Name of the schedule, its volume and its account. */
export const BACKUP_NAME = 'postgres-backup';
const NAME = BACKUP_NAME;
const USER = 999;

/** What is dumped, from where, by whom. */
export interface PostgresBackupProps {
  readonly plan: Plan;
  readonly config: Extract<Extract<DatabasesConfig, { kind: 'embedded' }>['backup'], { kind: 'dumps' }>;
  readonly databases: readonly string[];
  /** Login of the role that reads all databases. */
  readonly secret: ManagedSecret;
  readonly server: Workload & { readonly host: string; readonly port: number };
}

/** Dumps of the databases, on a schedule, on a volume that no engine deletes. */
export class PostgresBackup extends Construct implements Workload {
  readonly name = NAME;
  readonly labels = podLabels(NAME);
  /** What it calls. */
  readonly edges: readonly Edge[];

  constructor(scope: Construct, id: string, props: PostgresBackupProps) {
    super(scope, id);
    const { plan, config } = props;
    this.edges = [{ from: this, to: props.server }];
    const metadata = { name: NAME, namespace: plan.site.namespaces.services };
    const scripts = new ConfigFiles(this, 'scripts', {
      ...metadata,
      files: { 'dump-databases.sh': asset('scripts/dump-databases.sh') },
    });
    serviceAccount(this, metadata);
    new Resource(
      this,
      'claim',
      { apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata, spec: claimSpec(config.storage) },
      {
        protect: true,
        backup: snapshotsOf(plan.site) ?? { kind: 'none', because: 'it holds copies of what the databases hold' },
      },
    );
    cronJob(this, { metadata, schedule: config.schedule, job: jobSpec(props, scripts) });
  }
}

function jobSpec({ plan, config, databases, secret, server }: PostgresBackupProps, scripts: ConfigFiles): JobSpec {
  const template = podTemplate(plan, {
    name: NAME,
    user: USER,
    checksums: { scripts: scripts.checksum },
    container: {
      image: plan.site.images.postgres,
      command: ['/bin/sh', '/scripts/dump-databases.sh'],
      env: [
        { name: 'PGHOST', value: server.host },
        { name: 'PGPORT', value: String(server.port) },
        { name: 'PGUSER', value: BACKUP_ROLE },
        { name: 'PGPASSWORD', valueFrom: secret.env('password') },
        { name: 'DATABASES', value: databases.join(' ') },
        { name: 'DUMPS', value: '/dumps' },
        { name: 'KEEP_DAYS', value: String(config.keepDays) },
      ],
      resources: resources(SERVICE_SIZES.postgresBackup),
      volumeMounts: [
        { name: 'scripts', mountPath: '/scripts', readOnly: true },
        { name: 'dumps', mountPath: '/dumps' },
        { name: 'tmp', mountPath: '/tmp' },
      ],
    },
    volumes: [
      { name: 'scripts', configMap: { name: scripts.name } },
      { name: 'dumps', persistentVolumeClaim: { claimName: NAME } },
      { name: 'tmp', emptyDir: { sizeLimit: '64Mi' } },
    ],
    spec: { restartPolicy: 'OnFailure' },
  });
  return { backoffLimit: 3, activeDeadlineSeconds: 4 * 3600, template };
}
