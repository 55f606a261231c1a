import { accountPerComponent } from '../../../policies/accounts/account-per-component';
import { noSecretInConfig } from '../../../policies/configuration/no-secret-in-config';
import { propertiesWellFormed } from '../../../policies/configuration/properties-well-formed';
import { secretReadBack } from '../../../policies/configuration/secret-read-back';
import type { SecretSource, SecretText } from '../../../src/manifest';
import { object as kubeObject } from '../../kube/objects';
import { type Case, caseTable } from '../case-table';
import { platformOf, pod } from '../platform-subject';
import { object, site } from '../site-subject';

const config = (text: string, name = 'app.properties') =>
  platformOf([kubeObject('v1', 'ConfigMap', 'apps/c', { data: { [name]: text } })]);
const variables = (name: string, value: string) =>
  platformOf([pod({ containers: [{ name: 'main', env: [{ name, value }] }] })]);

const supplied: SecretSource = { kind: 'supplied', name: 'p', description: '' };
const rsa = (part: 'public' | 'private'): SecretSource => ({ kind: 'rsa', name: 'pair', bits: 2048, part });
const password: SecretSource & { kind: 'generated' } = {
  kind: 'generated',
  name: 'made',
  length: 16,
  alphabet: 'alphanumeric',
};
/** A Secret `apps/s` with these keys. */
const secretOf = (keys: Readonly<Record<string, SecretText>>) =>
  platformOf([], {
    secrets: [
      { id: 's', capability: 'test', namespace: 'apps', name: 's', type: 'Opaque', labels: {}, keys, dependsOn: [] },
    ],
  });

const cases: Case[] = [
  [propertiesWellFormed, 'a site', site('canfar'), 'pass'],
  [
    propertiesWellFormed,
    'comments, blank lines, an = in the value',
    config('# a\n\nurl = https://x?a=b\n! c\n'),
    'pass',
  ],
  [propertiesWellFormed, 'no such file', platformOf([]), 'not-applicable'],
  [propertiesWellFormed, 'a key that may be repeated', config('group = a\ngroup = b\n'), 'pass'],
  [
    propertiesWellFormed,
    'two settings on one line',
    config('username = a username = b\n'),
    ['line 1: username swallows another setting'],
  ],
  [
    propertiesWellFormed,
    'a value on the next line',
    config('key =\nvalue\n'),
    ['line 1: key has no value', 'line 2 is not key = value: "value"'],
  ],
  [
    propertiesWellFormed,
    'a key twice, and no end',
    config('a = 1\na = 2'),
    ['line 2: a stands twice, and the last one wins', 'the last line does not end'],
  ],
  [
    propertiesWellFormed,
    'identifiers as they stand',
    config('ivo://ivoa.net/std/GMS#search-1.0 = ivo://x/gms\n', 'cadc-registry.properties'),
    'pass',
  ],
  [
    propertiesWellFormed,
    'identifiers escaped for a reader that unescapes nothing',
    config('ivo\\://ivoa.net/sso#OAuth = https://x/\n', 'cadc-registry.properties'),
    [
      'line 1: ivo\\://ivoa.net/sso#OAuth is no URI, or its value is none, and one such line makes the whole file unreadable',
    ],
  ],
  [
    propertiesWellFormed,
    'a blank in an identifier',
    config('ivo://ivoa.net/sso#OAuth = https://x/ y\n', 'cadc-registry.properties'),
    [
      'line 1: ivo://ivoa.net/sso#OAuth is no URI, or its value is none, and one such line makes the whole file unreadable',
    ],
  ],
  [propertiesWellFormed, 'what Java unescapes', config('ivo\\://a\\=b = c\n', 'catalina.properties'), 'pass'],
  [
    propertiesWellFormed,
    'a file of a Secret',
    secretOf({ 'a.properties': ['password = ', supplied, '\nempty = \n'] }),
    ['line 2: empty has no value'],
  ],

  [secretReadBack, 'a site', site('canfar'), 'pass'],
  [secretReadBack, 'no secret', platformOf([]), 'not-applicable'],
  [secretReadBack, 'a text without a value', secretOf({ key: ['plain'] }), 'not-applicable'],
  [
    secretReadBack,
    'a value in a text, and alone',
    secretOf({ url: ['redis://:', supplied], password: [supplied] }),
    'pass',
  ],
  [
    secretReadBack,
    'a value in a text only',
    secretOf({ url: ['redis://:', supplied, '@host'] }),
    ['the value p stands alone in no key of a Secret'],
  ],
  [secretReadBack, 'both halves of a pair', secretOf({ public: [rsa('public')], private: [rsa('private')] }), 'pass'],
  [
    secretReadBack,
    'the half of a pair that does not give the other one',
    secretOf({ public: [rsa('public')] }),
    ['the value pair stands alone in no key of a Secret'],
  ],
  [
    secretReadBack,
    'a line that checks a password which nobody has',
    secretOf({ passwd: [{ kind: 'htpasswd', name: 'line', user: 'u', password }] }),
    ['the value made stands alone in no key of a Secret'],
  ],

  [noSecretInConfig, 'a site', site('canfar'), 'pass'],
  [
    noSecretInConfig,
    'a password that is filled in later',
    config('url = redis://user:$(PW)@host:1\npassword = ${PW}\n'),
    'pass',
  ],
  [noSecretInConfig, 'how a comment writes an address', config('# redis://user:password@host\n'), 'pass'],
  [
    noSecretInConfig,
    'a password in an address',
    config('url = redis://user:hunter2@host:1\n'),
    ['it holds a password in an address'],
  ],
  [noSecretInConfig, 'a setting by its name', config('db.password = hunter2\n'), ['it holds the secret db.password']],
  [
    noSecretInConfig,
    'a private key',
    config('-----BEGIN RSA PRIVATE KEY-----\n', 'id_rsa'),
    ['it holds a private key'],
  ],
  [noSecretInConfig, 'a variable that names a file', variables('KEY_FILE', '/etc/key'), 'pass'],
  [
    noSecretInConfig,
    'a variable by its name',
    variables('POSTGRES_PASSWORD', 'hunter2'),
    ['container "main" has the secret POSTGRES_PASSWORD as plain text'],
  ],
  [
    noSecretInConfig,
    'an address in a variable',
    variables('DATABASE_URL', 'postgres://app:hunter2@db/app'),
    ['container "main" has the secret DATABASE_URL as plain text'],
  ],

  [accountPerComponent, 'a site', site('canfar'), 'pass'],
  [accountPerComponent, 'no pods', platformOf([]), 'not-applicable'],
  [accountPerComponent, 'the default account', platformOf([pod({})]), ['the pod runs as the account default']],
  [
    accountPerComponent,
    'the account of another component',
    site(
      'canfar',
      object('StatefulSet skaha-system/redis', ({ spec }) => {
        spec.template.spec.serviceAccountName = 'skaha';
      }),
    ),
    [expect.stringMatching(/^the account skaha-system\/skaha belongs to /) as never],
  ],
];

caseTable(cases);
