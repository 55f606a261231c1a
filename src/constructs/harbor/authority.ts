import type { EnvVar, Volume, VolumeMount } from 'kubernetes-types/core/v1';
import type { Database } from '../databases';

const FOLDER = '/etc/database-authority';

/** What a container needs to prove the certificate of a database; nothing where public authorities do. */
export function databaseAuthority({ authority }: Database): {
  readonly env: EnvVar[];
  readonly mounts: VolumeMount[];
  readonly volumes: Volume[];
} {
  if (authority === undefined) return { env: [], mounts: [], volumes: [] };
  const name = 'database-authority';
  return {
    env: [{ name: 'PGSSLROOTCERT', value: `${FOLDER}/ca.crt` }],
    mounts: [{ name, mountPath: FOLDER, readOnly: true }],
    volumes: [
      { name, secret: { secretName: authority, items: [{ key: 'ca.crt', path: 'ca.crt' }], defaultMode: 0o440 } },
    ],
  };
}
