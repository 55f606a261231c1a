import { Construct } from 'constructs';
import type { Databases as DatabasesConfig } from '../config/databases';
import { formatMemory } from '../config/units';
import { mostConnections } from '../plan/database-connections';
import { databaseName } from '../plan/databases';
import type { Plan } from '../plan/plan';
import { CNPG_API } from '../plan/provides';
import { SERVICE_SIZES } from '../plan/sizes';
import type { DatabaseOwner } from './database-owner';
import { placementOn } from './placement';
import { resources } from './pod';
import type { Measured } from './pod-monitors';
import { Resource } from './resource';
import type { Edge, Workload } from './traffic';

const NAME = 'postgres';
const PORT = 5432;
const METRICS_PORT = 9187;
const STATUS_PORT = 8000; // where a server tells the operator, and the others of its cluster, how it is

/** Secret with the authority of the servers' certificates, which the operator makes. */
export const CNPG_AUTHORITY = `${NAME}-ca`;

/** What a cluster of CloudNativePG is made of. */
export interface CnpgClusterProps {
  readonly plan: Plan;
  readonly config: Extract<DatabasesConfig, { kind: 'cloudnative-pg' }>;
  readonly owners: readonly DatabaseOwner[];
}

/** PostgreSQL servers that CloudNativePG keeps, with a role and a database per service. */
export class CnpgCluster extends Construct implements Workload {
  readonly name = NAME;
  readonly port = PORT;
  readonly labels = { 'cnpg.io/cluster': NAME };
  /** Host name of the server that takes writes, as its certificate states it. */
  readonly host: string;
  private readonly databases = new Map<string, Resource>();
  /** The servers, by the port at which they tell how they are. */
  readonly metrics: Measured = {
    name: `${NAME}-metrics`,
    labels: this.labels,
    port: METRICS_PORT,
    portName: 'metrics',
  };
  /** What the servers call, and who but the services calls them. */
  readonly edges: readonly Edge[];

  constructor(scope: Construct, id: string, { plan, config, owners }: CnpgClusterProps) {
    super(scope, id);
    const namespace = plan.site.namespaces.services;
    this.host = `${NAME}-rw.${namespace}.svc`;
    const { pullSecrets } = plan.site.images;
    const operator = { namespace: config.operatorNamespace };
    this.edges = [
      { from: this, to: 'api-server' },
      { from: this, to: this },
      { from: this, to: this, port: STATUS_PORT },
      { from: operator, to: this },
      { from: operator, to: this, port: STATUS_PORT },
    ];
    new Resource(
      this,
      'cluster',
      {
        apiVersion: CNPG_API,
        kind: 'Cluster',
        metadata: { name: NAME, namespace },
        spec: {
          instances: config.instances,
          imageName: config.image,
          ...(pullSecrets.length > 0 && { imagePullSecrets: pullSecrets.map((name) => ({ name })) }),
          priorityClassName: plan.priorities.services.name,
          enableSuperuserAccess: false,
          storage: {
            size: formatMemory(config.storage.size),
            ...(config.storage.storageClass && { storageClass: config.storage.storageClass }),
          },
          resources: resources(SERVICE_SIZES.postgres),
          affinity: affinityOf(plan),
          postgresql: {
            parameters: { max_connections: String(mostConnections(plan.site)) },
            // Each role reaches the database of its own name; these come before the line that would let everybody everywhere.
            pg_hba: ['hostssl sameuser all all scram-sha-256', 'host all all all reject'],
          },
          managed: {
            roles: owners.map(({ need, secret }) => ({
              name: databaseName(need.service),
              ensure: 'present',
              login: true,
              passwordSecret: { name: secret.name },
            })),
          },
          ...(config.backup.kind === 'snapshots' && {
            backup: { volumeSnapshot: { className: config.backup.snapshotClass } },
          }),
        },
      },
      {
        protect: true,
        backup:
          config.backup.kind === 'snapshots'
            ? { kind: 'operator', schedule: NAME }
            : { kind: 'none', because: 'databases.backup of the site is none' },
      },
    );
    for (const { need } of owners) {
      const owner = databaseName(need.service);
      const database = new Resource(
        this,
        `database-${need.service}`,
        {
          apiVersion: CNPG_API,
          kind: 'Database',
          metadata: { name: need.service, namespace },
          spec: {
            name: owner,
            owner,
            cluster: { name: NAME },
            databaseReclaimPolicy: 'retain',
            ...(need.schema !== undefined && { schemas: [{ name: need.schema, owner }] }),
          },
        },
        { protect: true },
      );
      this.databases.set(need.service, database);
    }
    if (config.backup.kind === 'snapshots')
      new Resource(this, 'schedule', {
        apiVersion: CNPG_API,
        kind: 'ScheduledBackup',
        metadata: { name: NAME, namespace },
        // The operator's schedules begin with seconds.
        spec: { schedule: `0 ${config.backup.schedule}`, method: 'volumeSnapshot', cluster: { name: NAME } },
      });
  }
  /** The object that makes the database of a service. */
  database(service: string): Resource {
    const database = this.databases.get(service);
    if (!database) throw new Error(`the cluster has no database for ${service}`);
    return database;
  }
}

/** The operator writes the affinity between servers itself, and takes nodes and tolerations beside it. */
function affinityOf(plan: Plan) {
  const { affinity, tolerations } = placementOn(plan, 'services');
  return {
    enablePodAntiAffinity: true,
    topologyKey: 'kubernetes.io/hostname',
    ...(affinity?.nodeAffinity && { nodeAffinity: affinity.nodeAffinity }),
    ...(tolerations && { tolerations }),
  };
}
