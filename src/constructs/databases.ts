import { Construct, type IConstruct } from 'constructs';
import type { VolumeProjection } from 'kubernetes-types/core/v1';
import type { Site } from '../config/site';
import type { SecretSource, SecretText } from '../manifest';
import { type DatabaseNeed, databaseName } from '../plan/databases';
import type { Plan } from '../plan/plan';
import { CNPG_AUTHORITY, CnpgCluster } from './cnpg-cluster';
import type { DatabaseOwner } from './database-owner';
import { generated, ManagedSecret } from './managed-secret';
import type { Measured } from './pod-monitors';
import { Postgres } from './postgres';
import { javaProperties } from './properties';
import type { Callee, Edge, Workload } from './traffic';

/** A database of a service, as the service is told about it. */
export interface Database {
  readonly host: string;
  readonly port: number;
  /** Name of the database. */
  readonly name: string;
  /** Schema that is there, where the service expects one. */
  readonly schema?: string;
  /** Role that owns it and everything in it. */
  readonly user: string;
  /** Password of the role, for a file that holds more than the password. */
  readonly password: SecretSource;
  /** Secret with the keys `username` and `password`, in the namespace of the services. */
  readonly secret: ManagedSecret;
  /** Whom the service connects to. */
  readonly to: Workload | Callee;
  readonly sslmode: 'verify-full' | 'require' | 'disable';
  /** Secret with the key `ca.crt`, the authority of the server's certificate, in the namespace of the services. @default public authorities */
  readonly authority?: string;
  /** What comes first: a workload that needs the database depends on it. */
  readonly after: IConstruct;
}

/** PostgreSQL for the services that keep something in a database: of our own, of CloudNativePG, or somebody else's. */
export class Databases extends Construct {
  /** What the servers call, and who but the services calls them. */
  readonly edges: readonly Edge[];
  /** Servers that tell Prometheus how they are. */
  readonly metrics: readonly Measured[];
  private readonly made: ReadonlyMap<string, Database>;

  constructor(scope: Construct, id: string, plan: Plan) {
    super(scope, id);
    const owners = plan.databases.map((need) => ({ need, secret: this.secret(plan, need) }));
    const server = owners.length > 0 ? this.server(plan, owners) : undefined;
    this.edges = server?.edges ?? [];
    this.metrics = server?.metrics ?? [];
    this.made = new Map(
      owners.flatMap(({ need, secret }) =>
        server
          ? [
              [
                need.service,
                { ...ownership(need, secret), ...server.address, after: server.after(need.service) },
              ] as const,
            ]
          : [],
      ),
    );
  }

  /** The database of a service that the plan names. */
  for(service: string): Database {
    const database = this.made.get(service);
    if (!database) throw new Error(`the plan has no database for ${service}`);
    return database;
  }

  private server(plan: Plan, owners: readonly DatabaseOwner[]): Server {
    const { databases } = plan.site;
    switch (databases.kind) {
      case 'embedded': {
        const postgres = new Postgres(this, 'postgres', { plan, config: databases, owners });
        const { host, port, edges } = postgres;
        return {
          address: { host, port, sslmode: 'disable', to: postgres },
          after: () => postgres.statefulSet,
          edges,
        };
      }
      case 'cloudnative-pg': {
        const cluster = new CnpgCluster(this, 'cluster', { plan, config: databases, owners });
        const { host, port, edges } = cluster;
        const authority = CNPG_AUTHORITY;
        return {
          address: { host, port, sslmode: 'verify-full', authority, to: cluster },
          after: (service) => cluster.database(service),
          edges,
          metrics: [cluster.metrics],
        };
      }
      case 'external': {
        const { host, port, tls, authority, addresses } = databases;
        const to = { addresses, ports: [port] };
        const address = { host, port, sslmode: tls, to, ...(authority !== undefined && { authority }) };
        return { address, after: () => this, edges: [] };
      }
    }
  }

  private secret({ site }: Plan, need: DatabaseNeed): ManagedSecret {
    const { service } = need;
    return new ManagedSecret(this, service, {
      namespace: site.namespaces.services,
      name: `database-${service}`,
      keys: { username: [databaseName(service)], password: [passwordOf(site, need)] },
      // CloudNativePG takes logins of this type only, and changes the role when the Secret with this label does.
      ...(site.databases.kind === 'cloudnative-pg' && {
        type: 'kubernetes.io/basic-auth',
        labels: { 'cnpg.io/reload': 'true' },
      }),
    });
  }
}

/** Where all databases of a site are. */
interface Server {
  readonly address: Pick<Database, 'host' | 'port' | 'sslmode' | 'authority' | 'to'>;
  /** What must be there before a service connects. */
  readonly after: (service: string) => IConstruct;
  readonly edges: readonly Edge[];
  /** Who tells Prometheus how the databases are. @default nobody */
  readonly metrics?: readonly Measured[];
}

const ownership = ({ service, schema }: DatabaseNeed, secret: ManagedSecret) => ({
  ...(schema !== undefined && { schema }),
  name: databaseName(service),
  user: databaseName(service),
  password: sourceOf(secret),
  secret,
});

const sourceOf = ({ props: { keys } }: ManagedSecret) => keys.password?.[0] as SecretSource;

function passwordOf({ databases, namespaces }: Site, { service, toldOn }: DatabaseNeed): SecretSource {
  const name = `database-${service}`;
  const role = databaseName(service);
  const isExternal = databases.kind === 'external';
  const rotation = {
    ...(isExternal && { apply: `Let the PostgreSQL server take it, as the password of the role ${role}` }),
    ...(toldOn !== undefined && {
      drop: `Let Deployment ${namespaces.services}/${toldOn} forget the old one, which it was told when it started: kubectl rollout restart deployment ${toldOn} --namespace ${namespaces.services}`,
    }),
  };
  if (!isExternal) return { ...generated(name), rotation };
  const description = `password of the role ${role} of the PostgreSQL server, for its database of the same name`;
  // It stands in a setting of each service: of Java (cavern, POSIX mapper), of libpq (Harbor), of Quarkus (Keycloak).
  return { kind: 'supplied', name, description, form: 'unquoted', rotation };
}

const AUTHORITY_FILE = 'database-ca.crt';

/** The authority of the server's certificate, as a file of `/config`. */
export const databaseAuthority = ({ authority }: Database): VolumeProjection[] =>
  authority === undefined ? [] : [{ secret: { name: authority, items: [{ key: 'ca.crt', path: AUTHORITY_FILE }] } }];

/** Address of a database for Java programs, whose authority is a file of `/config`. */
export function jdbcUrl({ host, port, name, sslmode, authority }: Database): string {
  const trust =
    authority === undefined
      ? 'sslfactory=org.postgresql.ssl.DefaultJavaSSLFactory'
      : `sslrootcert=/config/${AUTHORITY_FILE}`;
  const options = sslmode === 'verify-full' ? [`sslmode=${sslmode}`, trust] : [`sslmode=${sslmode}`];
  return `jdbc:postgresql://${host}:${port}/${name}?${options.join('&')}`;
}

/**
 * Lines of `catalina.properties` for a pool of connections to a database, as OpenCADC's services take them.
 *
 * @param prefix of the keys
 * @param most connections
 */
export const databaseProperties = (prefix: string, database: Database, most: number): SecretText => [
  javaProperties({
    [`${prefix}.maxActive`]: String(most),
    [`${prefix}.url`]: jdbcUrl(database),
    [`${prefix}.username`]: database.user,
  }),
  `${prefix}.password = `,
  database.password,
  '\n',
];
