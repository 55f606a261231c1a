import { Construct } from 'constructs';
import type { StatefulSetSpec } from 'kubernetes-types/apps/v1';
import type { ServiceSpec } from 'kubernetes-types/core/v1';
import type { Databases as DatabasesConfig } from '../config/databases';
import { mostConnections } from '../plan/database-connections';
import { databaseName } from '../plan/databases';
import type { Plan } from '../plan/plan';
import { SERVICE_SIZES } from '../plan/sizes';
import { asset } from './assets';
import { snapshotsOf } from './backup';
import { claimTemplate } from './claim-template';
import { ConfigFiles } from './config-files';
import type { DatabaseOwner } from './database-owner';
import { generated, ManagedSecret } from './managed-secret';
import { podLabels, podTemplate, resources } from './pod';
import { BACKUP_NAME, PostgresBackup } from './postgres-backup';
import { BACKUP_ROLE, postgresConf, postgresHba, rolesSql } from './postgres-files';
import { Resource } from './resource';
import { serviceAccount } from './service-account';
import type { Edge, Workload } from './traffic';

const NAME = 'postgres';
const PORT = 5432;
const USER = 999; // the image's own user, by whose name the superuser logs in at the socket
const CONFIG = '/etc/postgres';
const SOCKET = '/run/postgresql';
const DATA = '/var/lib/postgresql/data';
const PASSWORDS = '/run/passwords';

/** What a PostgreSQL server of our own is made of. */
export interface PostgresProps {
  readonly plan: Plan;
  readonly config: Extract<DatabasesConfig, { kind: 'embedded' }>;
  readonly owners: readonly DatabaseOwner[];
}

/**
 * One PostgreSQL with a volume. Beside the server a container keeps roles, databases and schemas as the site declares them, so
 * that a service that comes later, or a new password, needs nobody. The pod is ready when both are done.
 */
export class Postgres extends Construct implements Workload {
  readonly name = NAME;
  readonly port = PORT;
  readonly labels = podLabels(NAME);
  /** Host name inside the cluster. */
  readonly host: string;
  /** Ready when every database is there. */
  readonly statefulSet: Resource;
  /** Who but the services calls it. */
  readonly edges: readonly Edge[];

  constructor(
    scope: Construct,
    id: string,
    private readonly props: PostgresProps,
  ) {
    super(scope, id);
    const { plan, config, owners } = props;
    const { site } = plan;
    const namespace = site.namespaces.services;
    this.host = `${NAME}.${namespace}.svc.${site.cluster.domain}`;
    const backup = config.backup.kind === 'dumps' ? config.backup : undefined;
    const backupSecret =
      backup &&
      new ManagedSecret(this, 'backup-role', {
        namespace,
        name: 'database-backup',
        keys: { username: [BACKUP_ROLE], password: [generated('database-backup')] },
      });
    const files = new ConfigFiles(this, 'config', {
      namespace,
      name: 'postgres-config',
      files: {
        'postgresql.conf': postgresConf({
          folder: CONFIG,
          socket: SOCKET,
          memoryLimit: SERVICE_SIZES.postgres.limit.memory,
          port: PORT,
          connections: mostConnections(site),
        }),
        'pg_hba.conf': postgresHba(),
        'pg_ident.conf': '# Names of the machine are names of roles.\n',
        'roles.sql': rolesSql({
          needs: owners.map(({ need }) => need),
          passwords: PASSWORDS,
          backup: backup !== undefined,
        }),
        'start-postgres.sh': asset('scripts/start-postgres.sh'),
        'keep-roles.sh': asset('scripts/keep-roles.sh'),
      },
    });
    serviceAccount(this, { name: NAME, namespace });
    const ports = [{ name: 'postgres', port: PORT, targetPort: 'postgres', protocol: 'TCP' }];
    new Resource(this, 'service', {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: NAME, namespace },
      spec: { clusterIP: 'None', selector: this.labels, ports } satisfies ServiceSpec,
    });
    const roles = [
      ...owners.map(({ need, secret }) => ({ role: databaseName(need.service), secret })),
      ...(backupSecret ? [{ role: BACKUP_ROLE, secret: backupSecret }] : []),
    ];
    this.statefulSet = new Resource(
      this,
      'stateful-set',
      {
        apiVersion: 'apps/v1',
        kind: 'StatefulSet',
        metadata: { name: NAME, namespace },
        spec: this.spec(files, roles),
      },
      {
        protect: true,
        backup: backup
          ? { kind: 'dumps', schedule: BACKUP_NAME }
          : (snapshotsOf(plan.site) ?? { kind: 'none', because: 'databases.backup of the site is none' }),
      },
    );
    if (!backup || !backupSecret) {
      this.edges = [];
      return;
    }
    const dumps = new PostgresBackup(this, 'backup', {
      plan,
      config: backup,
      databases: owners.map(({ need }) => databaseName(need.service)),
      secret: backupSecret,
      server: this,
    });
    this.edges = dumps.edges;
  }

  private spec(files: ConfigFiles, roles: readonly { role: string; secret: ManagedSecret }[]): StatefulSetSpec {
    const { plan, config } = this.props;
    const mounts = [
      { name: 'config', mountPath: CONFIG, readOnly: true },
      { name: 'socket', mountPath: SOCKET },
    ];
    return {
      serviceName: NAME,
      replicas: 1,
      selector: { matchLabels: this.labels },
      template: podTemplate(plan, {
        name: NAME,
        user: USER,
        checksums: { config: files.checksum },
        container: {
          image: plan.site.images.postgres,
          command: ['/bin/sh', `${CONFIG}/start-postgres.sh`],
          env: [
            { name: 'PGDATA', value: `${DATA}/pgdata` },
            { name: 'POSTGRES_CONF', value: `${CONFIG}/postgresql.conf` },
            { name: 'PGHOST', value: SOCKET },
          ],
          ports: [{ name: 'postgres', containerPort: PORT }],
          resources: resources(SERVICE_SIZES.postgres),
          // After a crash it reads its log first, which takes as long as it takes.
          startupProbe: { exec: { command: ['sh', '-c', POSTGRES_READY] }, periodSeconds: 5, failureThreshold: 240 },
          readinessProbe: { exec: { command: ['sh', '-c', POSTGRES_READY] }, periodSeconds: 10, timeoutSeconds: 5 },
          livenessProbe: { tcpSocket: { port: 'postgres' }, periodSeconds: 15, failureThreshold: 4 },
          // By itself it would wait until its clients go.
          lifecycle: { preStop: { exec: { command: ['pg_ctl', 'stop', '--mode=fast', `--pgdata=${DATA}/pgdata`] } } },
          volumeMounts: [...mounts, { name: 'data', mountPath: DATA }, { name: 'tmp', mountPath: '/tmp' }],
        },
        sidecars: {
          roles: {
            image: plan.site.images.postgres,
            command: ['/bin/sh', `${CONFIG}/keep-roles.sh`],
            env: [
              { name: 'PGHOST', value: SOCKET },
              { name: 'ROLES', value: `${CONFIG}/roles.sql` },
              { name: 'PASSWORDS', value: PASSWORDS },
              { name: 'STATE', value: '/run/state' },
            ],
            resources: resources(SERVICE_SIZES.postgresRoles),
            readinessProbe: { exec: { command: ['sh', '-c', '[ -e "$STATE/ready" ]'] }, periodSeconds: 5 },
            livenessProbe: {
              exec: { command: ['sh', '-c', '[ -n "$(find "$STATE/alive" -mmin -2)" ]'] },
              initialDelaySeconds: 30,
              periodSeconds: 60,
            },
            volumeMounts: [
              ...mounts,
              { name: 'passwords', mountPath: PASSWORDS, readOnly: true },
              { name: 'state', mountPath: '/run/state' },
            ],
          },
        },
        volumes: [
          { name: 'config', configMap: { name: files.name } },
          {
            name: 'passwords',
            projected: {
              defaultMode: 0o440,
              sources: roles.map(({ role, secret }) => ({
                secret: { name: secret.name, items: [{ key: 'password', path: `${role}/password` }] },
              })),
            },
          },
          { name: 'socket', emptyDir: { sizeLimit: '1Mi' } },
          { name: 'state', emptyDir: { sizeLimit: '1Mi' } },
          { name: 'tmp', emptyDir: { sizeLimit: '64Mi' } },
        ],
        spec: { terminationGracePeriodSeconds: 120 },
      }),
      volumeClaimTemplates: [claimTemplate('data', config.storage)],
    };
  }
}

/** True of a server that answers a query and takes writes; one that is starting, or reads its log, does not. */
export const POSTGRES_READY = `[ "$(psql -XAtc 'SELECT pg_is_in_recovery()' postgres)" = f ]`;
