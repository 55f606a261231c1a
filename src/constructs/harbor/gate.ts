import type { Construct } from 'constructs';
import type { Volume } from 'kubernetes-types/core/v1';
import type { HarborRegistry } from '../../config/harbor';
import { minorOf } from '../../plan/harbor';
import type { Plan } from '../../plan/plan';
import { SERVICE_SIZES } from '../../plan/sizes';
import { asset } from '../assets';
import { ConfigFiles } from '../config-files';
import type { Database } from '../databases';
import { resources, type ServiceContainer } from '../pod';
import { databaseAuthority } from './authority';
import { harborImage } from './part';
import { literals } from './variables';

const SCRIPT = 'check-harbor-database.sh';
const AUTHORITIES = '/authorities';
/** Authorities that the images of Harbor trust (goharbor/harbor:make/photon/common/install_cert.sh). */
const BUNDLE = '/etc/pki/tls/certs/ca-bundle.crt';

/** What runs before core, so that a release starts on no database that it cannot keep; and its volumes. */
export interface DatabaseGate {
  readonly inits: Readonly<Record<string, ServiceContainer>>;
  readonly volumes: readonly Volume[];
}

/** The look at the database before core, which changes it, starts. */
export function databaseGate(
  scope: Construct,
  id: string,
  { plan: { site }, harbor, database }: { plan: Plan; harbor: HarborRegistry; database: Database },
): DatabaseGate {
  const files = new ConfigFiles(scope, id, {
    namespace: site.namespaces.services,
    name: 'harbor-gate',
    files: { [SCRIPT]: asset(`scripts/${SCRIPT}`) },
  });
  const authority = databaseAuthority(database);
  const size = resources(SERVICE_SIZES.harborGate);
  // Go knows public authorities by itself. psql must be told, and its image has none: they are those of Harbor's own image.
  const isPublic = database.sslmode === 'verify-full' && database.authority === undefined;
  const bundle = { name: 'authorities', mountPath: AUTHORITIES };
  return {
    inits: {
      ...(isPublic && {
        authorities: {
          image: harborImage(harbor, 'harbor-core'),
          command: ['cp', BUNDLE, `${AUTHORITIES}/ca.crt`],
          resources: size,
          volumeMounts: [bundle],
        },
      }),
      database: {
        image: site.images.postgres,
        command: ['/bin/sh', `/gate/${SCRIPT}`],
        env: [
          ...literals({
            PGHOST: database.host,
            PGPORT: database.port,
            PGDATABASE: database.name,
            PGUSER: database.user,
            PGSSLMODE: database.sslmode,
            HARBOR_MINOR: minorOf(harbor.version),
            UPGRADE_FROM: harbor.upgrade ? minorOf(harbor.upgrade.from) : '',
            AUTH_MODE: harbor.login.kind === 'oidc' ? 'oidc_auth' : 'db_auth',
            ...(isPublic && { PGSSLROOTCERT: `${AUTHORITIES}/ca.crt` }),
          }),
          { name: 'PGPASSWORD', valueFrom: database.secret.env('password') },
          ...authority.env,
        ],
        resources: size,
        volumeMounts: [
          { name: 'gate', mountPath: '/gate', readOnly: true },
          ...(isPublic ? [{ ...bundle, readOnly: true }] : []),
          ...authority.mounts,
        ],
      },
    },
    volumes: [
      { name: 'gate', configMap: { name: files.name } },
      ...(isPublic ? [{ name: 'authorities', emptyDir: { sizeLimit: '1Mi' } }] : []),
    ],
  };
}
