import * as z from 'zod';
import { Cron } from './cron';
import { AddressRange, DnsLabel, HostName, ImageReference, ObjectName, Port } from './names';
import { volume } from './volume';

/** How dumps of the databases are made. */
const Dumps = z.discriminatedUnion('kind', [
  /** None: for a cluster to play with, or where somebody else copies the volume. */
  z.strictObject({ kind: z.literal('none') }),
  /** Each database in a file of its own, on a volume of its own. */
  z.strictObject({
    kind: z.literal('dumps'),
    /** Cron schedule, in UTC: minute, hour, day of the month, month, day of the week. */
    schedule: Cron.default('20 3 * * *'),
    /** Days that a dump is kept. The newest of each database is kept whatever its age. */
    keepDays: z.int().min(1).max(3650).default(14),
    /** Volume for the dumps. */
    storage: volume('20Gi'),
  }),
]);

/** One PostgreSQL of our own, with a volume; made for sites that can do without it for the minute of a restart. */
const EmbeddedDatabases = z.strictObject({
  kind: z.literal('embedded'),
  /** Volume for the data. */
  storage: volume('10Gi'),
  /** Dumps. */
  backup: Dumps.prefault({ kind: 'dumps' }),
});

/** A cluster of PostgreSQL servers that the operator CloudNativePG keeps. */
const CloudNativePgDatabases = z.strictObject({
  kind: z.literal('cloudnative-pg'),
  /** Servers, one of which takes writes. */
  instances: z.int().min(1).max(9).default(3),
  /** Volume of each server. */
  storage: volume('10Gi'),
  /** Image of the servers. */
  image: ImageReference.default('ghcr.io/cloudnative-pg/postgresql:17.6-standard-bookworm'),
  /** Namespace of the operator: it asks the servers how they are. */
  operatorNamespace: DnsLabel.default('cnpg-system'),
  /** Backups. */
  backup: z
    .discriminatedUnion('kind', [
      /** None: somebody else sees to it. */
      z.strictObject({ kind: z.literal('none') }),
      /** Snapshots of the servers' volumes; how long they live is the business of their class. */
      z.strictObject({
        kind: z.literal('snapshots'),
        /** VolumeSnapshotClass that exists. */
        snapshotClass: ObjectName,
        /** Cron schedule, in UTC: minute, hour, day of the month, month, day of the week. */
        schedule: Cron.default('20 3 * * *'),
      }),
    ])
    .prefault({ kind: 'none' }),
});

/** A PostgreSQL that somebody else keeps. Each service has a database and a role of its own there, named after it with `_` for `-`, e.g. `posix_mapper`. */
const ExternalDatabases = z.strictObject({
  kind: z.literal('external'),
  /** Host name or address. */
  host: HostName,
  /** TCP port. */
  port: Port.default(5432),
  /** `verify-full`: encrypted, and the server proves its name; `require`: encrypted, to whoever answers; `disable`: readable on the way. */
  tls: z.enum(['verify-full', 'require', 'disable']).default('verify-full'),
  /** Secret with the key `ca.crt`, the authority that signed the server's certificate; it exists in the namespace of the services. @default public authorities */
  authority: ObjectName.optional(),
  /** Addresses of the server, as pods see them. */
  addresses: z.array(AddressRange).min(1).default(['0.0.0.0/0']),
});

/** PostgreSQL for the services that keep something in a database; made only where one does. */
export const Databases = z.discriminatedUnion('kind', [EmbeddedDatabases, CloudNativePgDatabases, ExternalDatabases]);
export type Databases = z.infer<typeof Databases>;
