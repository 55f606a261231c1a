import type { Construct } from 'constructs';
import type { PosixMapper as Config } from '../config/posix-mapper';
import { POOLS } from '../plan/database-connections';
import type { Plan } from '../plan/plan';
import { SERVICE_SIZES } from '../plan/sizes';
import { ConfigFiles } from './config-files';
import { type Database, databaseAuthority, databaseProperties } from './databases';
import { ManagedSecret } from './managed-secret';
import { cadcProperties } from './properties';
import { commonAuthorities, logProperties, registryProperties } from './registry-properties';
import { answersAt, catalinaText, identityFiles, TomcatService } from './tomcat';
import type { Edge } from './traffic';

const NAME = 'posix-mapper';
const KEY = 'org.opencadc.posix.mapper';

/** What the POSIX mapper is given. */
export interface PosixMapperProps {
  readonly plan: Plan;
  readonly config: Extract<Config, { kind: 'embedded' }>;
  readonly database: Database;
}

/** The POSIX mapper: gives each user and group a number, and keeps them in its database. */
export class PosixMapper extends TomcatService {
  /** What it calls, and who calls it. */
  readonly edges: readonly Edge[];

  constructor(scope: Construct, id: string, { plan, config, database }: PosixMapperProps) {
    const namespace = plan.site.namespaces.services;
    super(scope, id, (service) => ({
      plan,
      name: NAME,
      image: plan.site.images.posixMapper,
      size: SERVICE_SIZES.posixMapper,
      config: new ConfigFiles(service, 'config', {
        namespace,
        name: `${NAME}-config`,
        files: {
          'cadc-registry.properties': registryProperties(plan, commonAuthorities(plan)),
          'cadc-log.properties': logProperties(plan),
          'posix-mapper.properties': cadcProperties({
            [`${KEY}.resourceID`]: plan.identities.posixMapper,
            [`${KEY}.schema`]: database.schema ?? 'public',
            [`${KEY}.uid.start`]: String(config.firstUid),
            [`${KEY}.gid.start`]: String(config.firstGid),
          }),
        },
      }),
      secret: new ManagedSecret(service, 'catalina', {
        namespace,
        name: `${NAME}-catalina`,
        keys: { 'catalina.properties': [catalinaText(plan), ...databaseProperties(KEY, database, POOLS.posixMapper)] },
      }),
      files: [...identityFiles(plan), ...databaseAuthority(database)],
      probes: {
        startup: { httpGet: { path: `/${NAME}/availability?detail=min`, port: 'http' } },
        readiness: answersAt(`/${NAME}/uid`),
      },
    }));
    this.deployment.node.addDependency(database.after);
    this.edges = [
      { from: 'ingress', to: this },
      { from: this, to: database.to },
      // Login, groups and registries.
      { from: this, to: 'web' },
    ];
  }
}
