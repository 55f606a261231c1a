import { accountPerComponent } from '../../../policies/accounts/account-per-component';
import { noSecretInConfig } from '../../../policies/configuration/no-secret-in-config';
import { propertiesWellFormed } from '../../../policies/configuration/properties-well-formed';
import { object as kubeObject } from '../../kube/objects';
import { type Case, caseTable } from '../case-table';
import { platformOf, pod } from '../platform-subject';
import { object, site } from '../site-subject';

const config = (text: string, name = 'app.properties') =>
  platformOf([kubeObject('v1', 'ConfigMap', 'apps/c', { data: { [name]: text } })]);
const variables = (name: string, value: string) =>
  platformOf([pod({ containers: [{ name: 'main', env: [{ name, value }] }] })]);

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
    platformOf([], {
      secrets: [
        {
          ...site('demo').secrets[0],
          namespace: 'apps',
          name: 's',
          keys: { 'a.properties': ['password = ', { kind: 'supplied', name: 'p', description: '' }, '\nempty = \n'] },
        } as never,
      ],
    }),
    ['line 2: empty has no value'],
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
