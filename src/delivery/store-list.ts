import type { ManagedSecret, SecretSource } from '../manifest';
import { storeEntries } from './external-secret';
import { describeSupplied } from './secret-form';

/**
 * A page that says what the secret store of a site must hold: each entry, its field, what it is, and a command that makes
 * such a value. It holds no value.
 */
export function storeList(site: string, secrets: readonly ManagedSecret[]): string {
  const rows = storeEntries(site, secrets)
    .map(({ key, property, source }) => `| \`${key}\` | \`${property}\` | ${formOf(source)} |`)
    .sort();
  return [
    `# What the secret store of ${site} must hold`,
    '',
    'The External Secrets Operator reads these entries; nothing starts before all of them are there. A value is one line. One',
    'that is not what its row asks for is refused: its ExternalSecret says so in its status, and the Secret stays as it was.',
    'A new value reaches the cluster when its ExternalSecret is changed or annotated, and the pods that read it once are',
    'restarted: otherwise some would have the old one, and some the new.',
    '',
    '| entry | field | value |',
    '| --- | --- | --- |',
    ...rows,
    '',
    'A password: `openssl rand -base64 96 | tr -dc A-Za-z0-9 | head -c 32`. A key pair:',
    '',
    '```sh',
    'umask 077',
    'openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out key.pem',
    "openssl pkcs8 -topk8 -nocrypt -in key.pem -outform DER | base64 | tr -d '\\n' # private",
    "openssl pkey -in key.pem -pubout -outform DER | base64 | tr -d '\\n' # public",
    ...(rows.some((row) => row.includes('| `pkcs1` |'))
      ? ["openssl rsa -traditional -in key.pem -outform DER | base64 | tr -d '\\n' # pkcs1"]
      : []),
    'rm key.pem',
    '```',
    '',
  ].join('\n');
}

const DER_FORMS = { public: 'SPKI', private: 'PKCS #8', pkcs1: 'PKCS #1' } as const;

function formOf(source: SecretSource): string {
  switch (source.kind) {
    case 'generated':
      return `${source.length} random letters and digits, nothing else`;
    case 'rsa':
      return `the ${source.part === 'public' ? 'public' : 'private'} key of a pair of RSA ${source.bits}: base64 of its DER form (${DER_FORMS[source.part]}), without line breaks`;
    case 'htpasswd':
      return formOf(source.password);
    case 'supplied':
      return describeSupplied(source);
  }
}
