import type { Construct } from 'constructs';
import type { StorageService } from '../config/storage-service';
import { POOLS } from '../plan/database-connections';
import { ARC_SUBPATH } from '../plan/paths';
import type { Plan } from '../plan/plan';
import { SERVICE_SIZES } from '../plan/sizes';
import { ConfigFiles } from './config-files';
import { type Database, databaseAuthority, databaseProperties } from './databases';
import { ManagedSecret } from './managed-secret';
import { cadcProperties } from './properties';
import {
  actingAuthorities,
  commonAuthorities,
  logProperties,
  mapperAuthorities,
  registryProperties,
} from './registry-properties';
import { answersAt, catalinaText, identityFiles, TomcatService } from './tomcat';
import type { Edge } from './traffic';

const NAME = 'cavern';
const KEY = 'org.opencadc.cavern';
const DATA = '/data';
const GiB = 2 ** 30;

/** What the storage service is given. */
export interface CavernProps {
  readonly plan: Plan;
  readonly config: Extract<StorageService, { kind: 'embedded' }>;
  readonly database: Database;
  /** Claim of `/arc` in the namespace of the services. */
  readonly claimName: string;
}

/** Cavern, the VOSpace service over `/arc`: makes homes and projects, keeps their quotas, and serves files over the web. */
export class Cavern extends TomcatService {
  /** What it calls, and who calls it. */
  readonly edges: readonly Edge[];

  constructor(scope: Construct, id: string, { plan, config, database, claimName }: CavernProps) {
    const namespace = plan.site.namespaces.services;
    super(scope, id, (service) => ({
      plan,
      name: NAME,
      image: plan.site.images.cavern,
      size: SERVICE_SIZES.cavern,
      config: new ConfigFiles(service, 'config', {
        namespace,
        name: `${NAME}-config`,
        files: {
          'cadc-registry.properties': registryProperties(
            plan,
            commonAuthorities(plan),
            {
              'ivo://ivoa.net/std/GMS#search-0.1': plan.identities.groups,
              'ivo://ivoa.net/sso#tls-with-password': plan.identities.groups,
            },
            mapperAuthorities(plan),
            actingAuthorities(plan),
          ),
          'cadc-log.properties': logProperties(plan),
          'cavern.properties': cavernProperties(plan, config),
        },
      }),
      secret: new ManagedSecret(service, 'catalina', {
        namespace,
        name: `${NAME}-catalina`,
        keys: {
          'catalina.properties': [
            catalinaText(plan, { 'ca.nrc.cadc.ac.ACIdentityManager.requireCompletePosixPrincipal': 'true' }),
            ...databaseProperties(`${KEY}.uws`, database, POOLS.cavern),
          ],
        },
      }),
      files: [...identityFiles(plan), ...databaseAuthority(database)],
      probes: {
        startup: { httpGet: { path: `/${NAME}/availability?detail=min`, port: 'http' } },
        // The root of the tree is public: it is answered once database, mapper and files are there.
        readiness: answersAt(`/${NAME}/nodes?limit=0`),
      },
      volumes: [{ name: 'arc', persistentVolumeClaim: { claimName } }],
      volumeMounts: [{ name: 'arc', mountPath: DATA }],
      root: {
        why: 'makes files and folders of other users',
        capabilities: ['CHOWN', 'DAC_OVERRIDE', 'FOWNER', 'FSETID'],
      },
    }));
    this.deployment.node.addDependency(database.after);
    this.edges = [
      { from: 'ingress', to: this },
      { from: this, to: database.to },
      // Login, groups, POSIX mapper and registries.
      { from: this, to: 'web' },
    ];
  }
}

function cavernProperties({ site, identities }: Plan, { admin, quota }: CavernProps['config']): string {
  const { authorization } = site.sessions;
  return cadcProperties({
    [`${KEY}.resourceID`]: identities.storage,
    [`${KEY}.filesystem.baseDir`]: DATA,
    [`${KEY}.filesystem.subPath`]: ARC_SUBPATH,
    [`${KEY}.filesystem.rootOwner`]: admin.name,
    // It cannot ask for these when it starts: nobody has logged in.
    [`${KEY}.filesystem.rootOwner.username`]: admin.name,
    [`${KEY}.filesystem.rootOwner.uid`]: String(admin.uid),
    [`${KEY}.filesystem.rootOwner.gid`]: String(admin.gid ?? admin.uid),
    [`${KEY}.allocationParent`]: [`/${site.arc.homes}`, `/${site.arc.projects}`],
    // The session service makes a home as the user whose home it is.
    ...(authorization.kind === 'group' && { [`${KEY}.selfAllocateGroup`]: authorization.group }),
    ...(site.arc.driver === 'cephfs'
      ? { [`${KEY}.nodes.QuotaPlugin`]: 'CephFSQuotaPlugin', [`${KEY}.defaultQuotaGB`]: String(quota / GiB) }
      : { [`${KEY}.nodes.QuotaPlugin`]: 'NoQuotaPlugin' }),
  });
}
