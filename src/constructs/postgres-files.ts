import { type DatabaseNeed, databaseName } from '../plan/databases';

/** Role that reads every database and changes none: who makes the dumps. */
export const BACKUP_ROLE = 'backup';

/** Where PostgreSQL finds its files and how much memory it has. */
export interface PostgresConf {
  /** Folder of the configuration files, e.g. `/etc/postgres`. */
  readonly folder: string;
  /** Folder of the socket, e.g. `/run/postgresql`. */
  readonly socket: string;
  /** Memory limit of the container, in bytes. A quarter of it are shared buffers. */
  readonly memoryLimit: number;
  /** TCP port. */
  readonly port: number;
  /** Connections that it takes. */
  readonly connections: number;
}

/** `postgresql.conf` of a small server of many services (PostgreSQL 15 or newer). */
export const postgresConf = ({
  folder,
  socket,
  memoryLimit,
  port,
  connections,
}: PostgresConf): string => `hba_file = '${folder}/pg_hba.conf'
ident_file = '${folder}/pg_ident.conf'
listen_addresses = '*'
port = ${port}
unix_socket_directories = '${socket}'
password_encryption = 'scram-sha-256'

max_connections = ${connections}
shared_buffers = ${Math.floor(memoryLimit / 4 / 2 ** 20)}MB
effective_cache_size = ${Math.floor(memoryLimit / 2 / 2 ** 20)}MB
max_wal_size = 1GB
# A container has little shared memory beside that of the server itself, and these databases are small.
max_parallel_workers_per_gather = 0
max_parallel_maintenance_workers = 0
huge_pages = off

# A client that went away is noticed, and a forgotten transaction keeps no lock for ever.
tcp_keepalives_idle = 60
idle_in_transaction_session_timeout = 1h

log_destination = 'stderr'
logging_collector = off
log_timezone = 'UTC'
timezone = 'UTC'
`;

/**
 * `pg_hba.conf`: each role reaches the database of its own name, the backups read all, and the superuser has no way in but
 * the socket.
 */
export const postgresHba = (): string => `# type  database                       user            address  method
local   all                            all                      peer
host    postgres,template0,template1   all             all      reject
host    all                            ${BACKUP_ROLE}          all      scram-sha-256
host    sameuser                       all             all      scram-sha-256
`;

// The mark by which roles of ours are told from those of others.
const MARK = 'astroplatform';

/** What the roles of a server follow from. */
export interface Roles {
  readonly needs: readonly DatabaseNeed[];
  /** Folder with a folder per role, each with the file `password`. */
  readonly passwords: string;
  /** Whether there is a role for dumps. */
  readonly backup: boolean;
}

/**
 * SQL that makes roles, databases and schemas as they are declared, whatever is there: the first time, the hundredth time, and
 * when a service or a password is new. Nothing is ever dropped; a role that is declared no longer may not log in.
 *
 * For psql, as a superuser, on the database `postgres`.
 */
export function rolesSql({ needs, passwords, backup }: Roles): string {
  const names = [...needs.map(({ service }) => databaseName(service)), ...(backup ? [BACKUP_ROLE] : [])];
  return [
    'SET client_min_messages = warning;\n',
    'REVOKE CONNECT ON DATABASE postgres, template1 FROM PUBLIC;\n',
    ...names.map((name) => roleSql(name, `${passwords}/${name}/password`)),
    ...(backup ? [`GRANT pg_read_all_data TO ${BACKUP_ROLE};\n`] : []),
    ...needs.map((need) => databaseSql(need, backup)),
    `
-- Roles that are declared no longer.
SELECT format('ALTER ROLE %I NOLOGIN', rolname) FROM pg_roles
  WHERE shobj_description(oid, 'pg_authid') = '${MARK}' AND rolname NOT IN (${names.map((name) => `'${name}'`).join(', ')})
\\gexec
`,
  ].join('');
}

// A service may do nothing beyond its own database.
const roleSql = (name: string, file: string) => `
\\set password \`cat '${file}'\`
SELECT 'CREATE ROLE ${name}' WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '${name}')
\\gexec
ALTER ROLE ${name} WITH LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS PASSWORD :'password';
COMMENT ON ROLE ${name} IS '${MARK}';
`;

function databaseSql({ service, schema }: DatabaseNeed, backup: boolean): string {
  const name = databaseName(service);
  return `
SELECT 'CREATE DATABASE ${name} OWNER ${name}' WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = '${name}')
\\gexec
ALTER DATABASE ${name} OWNER TO ${name};
REVOKE ALL ON DATABASE ${name} FROM PUBLIC;
${backup ? `GRANT CONNECT ON DATABASE ${name} TO ${BACKUP_ROLE};\n` : ''}${schema === undefined ? '' : schemaSql(name, schema)}`;
}

const schemaSql = (name: string, schema: string) => `\\connect ${name}
CREATE SCHEMA IF NOT EXISTS ${schema};
ALTER SCHEMA ${schema} OWNER TO ${name};
\\connect postgres
SET client_min_messages = warning;
`;
