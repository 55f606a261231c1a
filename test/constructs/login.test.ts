import { rules } from '../../policies/index';
import { exitCode } from '../../src/check/exit-code';
import { textReport } from '../../src/check/report/text';
import { runRules } from '../../src/check/run';
import { subjectsOf } from '../../src/check/subjects';
import type { SiteInput } from '../../src/config/site';
import { platform } from '../../src/constructs/platform';
import { objectName } from '../../src/manifest';
import { complaints, plan, smallSite } from '../config/small-site';

const keycloak = (more: object = {}): SiteInput => ({ ...smallSite(), login: { kind: 'keycloak', ...more } });
const dev = (more: object = {}): SiteInput => ({
  ...smallSite(),
  cluster: { disposable: true },
  login: { kind: 'dev', ...more },
});
const sites: [string, SiteInput][] = [
  ['Keycloak with one pod', keycloak()],
  [
    'Keycloak with three pods, a certificate of its own, LDAP and somebody else’s database',
    {
      ...keycloak({ replicas: 3, host: 'iam.keck.example.org', calls: [{ cidr: '10.1.2.3/32', ports: [636] }] }),
      databases: { kind: 'external', host: 'db.keck.example.org', authority: 'db-authority' },
      ingress: { tls: { kind: 'secrets' } },
    },
  ],
  ['Keycloak with cert-manager', { ...keycloak(), ingress: { tls: { kind: 'cert-manager', issuer: { name: 'le' } } } }],
  ['a login to play with', dev()],
  ['a robot that labels images', { ...smallSite(), imageList: { labeller: 'robot$labeller' } }],
];

const madeBy = (site: SiteInput) => platform(plan(site)).manifests.map(({ object }) => object);
const ofLogin = (site: SiteInput) =>
  platform(plan(site))
    .manifests.filter(({ capability }) => capability === 'login')
    .map(({ object }) => objectName(object))
    .sort();

test.each(sites)('%s: every rule agrees, and none is left in doubt', (_, site) => {
  const planned = plan(site);
  const subjects = subjectsOf({ plan: planned, manifests: platform(planned), file: 'keck.ts' });
  const results = runRules(rules, subjects, { ...planned.site.checks, today: '2026-01-01' });
  expect(textReport(results)).toBe('');
  expect(exitCode(results, { threshold: 'info', strict: true })).toBe(0);
});

test('what a Keycloak is made of', () => {
  expect(ofLogin(keycloak()).map((name) => name.replace(/-[0-9a-f]{8}$/, '-DIGEST'))).toEqual([
    'ConfigMap skaha-system/keycloak-realm',
    'Deployment skaha-system/keycloak',
    'Job skaha-system/keycloak-realm-DIGEST',
    'Service skaha-system/keycloak',
    'ServiceAccount skaha-system/keycloak',
    'ServiceAccount skaha-system/keycloak-realm',
  ]);
  expect(ofLogin(keycloak({ replicas: 2 }))).toContain('PodDisruptionBudget skaha-system/keycloak');
  expect(ofLogin(smallSite())).toEqual([]);
});

test('another declaration is another Job; the same one is the same', () => {
  const jobs = (site: SiteInput) => ofLogin(site).filter((name) => name.startsWith('Job'));
  expect(jobs(keycloak())).toEqual(jobs(keycloak()));
  expect(jobs(keycloak({ groups: ['platform-users'] }))).not.toEqual(jobs(keycloak()));
});

test('the session service and everybody else are told the address of the realm', () => {
  const files = madeBy(keycloak({ host: 'iam.keck.example.org', realm: 'keck' })).find(
    ({ kind, metadata }) => kind === 'ConfigMap' && metadata.name === 'skaha-config',
  );
  expect(files?.data['cadc-registry.properties']).toContain(
    'ivo://ivoa.net/sso#OpenID = https://iam.keck.example.org/realms/keck\n',
  );
});

test('the declaration of the realm has no secret; programs’ are in a Secret, by their ids', () => {
  const site = keycloak();
  const files = madeBy(site).find(({ kind, metadata }) => kind === 'ConfigMap' && metadata.name === 'keycloak-realm');
  const { clients } = JSON.parse(files?.data['realm.json']) as { clients: object[] };
  expect(clients.map((client) => Object.keys(client).filter((key) => /secret$/i.test(key)))).toEqual([[], []]);
  const secrets = platform(plan(site)).secrets.map(({ name, keys }) => [name, Object.keys(keys)]);
  expect(secrets).toEqual(
    expect.arrayContaining([
      ['keycloak-clients', ['harbor']],
      ['keycloak-admin', ['password', 'client-secret']],
    ]),
  );
});

test.each<[string, SiteInput, ...string[]]>([
  [
    'a login to play with, where nobody plays',
    { ...smallSite(), login: { kind: 'dev' } },
    'login.kind: dev is a login to play with (one password for all, nothing is kept), and cluster.disposable is false. Use keycloak or external; or write cluster.disposable: true for a cluster to play with.',
  ],
  [
    'a login on the host of the platform',
    keycloak({ host: 'platform.keck.example.org' }),
    'login.host: "platform.keck.example.org" is also domain. Give the login a host of its own.',
  ],
  [
    'a login on the host of the registry',
    dev({ host: 'images.keck.example.org' }),
    'login.host: "images.keck.example.org" is also a host of registry. Give the login a host of its own.',
  ],
  [
    'the realm of administrators',
    keycloak({ realm: 'master' }),
    'login.realm: "master" is not valid. Write lower-case letters, digits and hyphens; not master, which is the realm of administrators, and not token.',
  ],
  ['no user', dev({ users: {} }), 'login.users: {} is not valid. Name at least one user.'],
  [
    'a Keycloak elsewhere with a slash that it does not have',
    {
      ...smallSite(),
      login: { kind: 'external', preset: 'keycloak', issuer: 'https://iam.keck.example.org/realms/a/' },
    },
    'login.issuer: session service: issuers of Keycloak do not end with a slash, and login.issuer is https://iam.keck.example.org/realms/a/. Write https://iam.keck.example.org/realms/a, or preset: custom if its discovery document states what is written.',
  ],
  [
    'a provider without UUIDs',
    {
      ...smallSite(),
      login: { kind: 'external', issuer: 'https://dex.keck.example.org/', facts: { uuidSubject: false } },
    },
    'login.issuer: session service: a provider of its own kind does not give each user a UUID as sub, and no other is taken. Put a provider that does (Keycloak, INDIGO IAM) in front of it.',
  ],
])('refused: %s', (_, site, ...said) => {
  expect(complaints(site)).toEqual(said);
});
