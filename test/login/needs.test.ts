import type { SiteInput } from '../../src/config/site';
import { unmetNeeds } from '../../src/login/needs';
import { planLogin } from '../../src/plan/login';
import { loginClients, webClient } from '../../src/plan/login-clients';
import { unmetByFacts } from '../../src/plan/login-needs';
import { changed, plan, smallSite } from '../config/small-site';

const ISSUER = 'https://iam.keck.example.org/';
const { site } = plan(smallSite());
const clients = loginClients(site);
const complete = {
  issuer: ISSUER,
  authorization_endpoint: `${ISSUER}authorize`,
  token_endpoint: `${ISSUER}token`,
  userinfo_endpoint: `${ISSUER}userinfo`,
  jwks_uri: `${ISSUER}jwk`,
  registration_endpoint: `${ISSUER}register`,
  device_authorization_endpoint: `${ISSUER}devicecode`,
  grant_types_supported: ['authorization_code', 'refresh_token', 'urn:ietf:params:oauth:grant-type:device_code'],
  scopes_supported: ['openid', 'profile', 'email', 'offline_access'],
  claims_supported: ['sub', 'preferred_username', 'groups'],
};
const lines = (document: object) =>
  unmetNeeds(planLogin(site), document as Record<string, unknown>, clients).map(
    ({ client, verdict, fact }) => `${verdict} ${client}: ${fact}`,
  );

test('addresses follow from host names', () => {
  expect(clients.map(({ name, redirects, logouts }) => [name, redirects, logouts])).toEqual([
    [
      'harbor images.keck.example.org',
      ['https://images.keck.example.org/c/oidc/callback'],
      ['https://images.keck.example.org/account/sign-in'],
    ],
    ['command line', [], []],
  ]);
  const none = plan(changed('registry', { kind: 'external', hosts: ['quay.org'], harbors: [] })).site;
  expect(loginClients(none).map(({ name }) => name)).toEqual(['command line']);
});

test('a provider that has everything', () => {
  expect(lines(complete)).toEqual([]);
});

test.each<[title: string, change: object, ...said: string[]]>([
  [
    'a slash that is missing',
    { issuer: 'https://iam.keck.example.org' },
    ...['session service', 'harbor images.keck.example.org', 'command line'].map(
      (name) =>
        `fails ${name}: login.issuer is https://iam.keck.example.org/, and the provider states https://iam.keck.example.org: the final slash differs`,
    ),
  ],
  [
    'no device flow and no registration',
    { registration_endpoint: undefined, device_authorization_endpoint: undefined },
    'fails command line: the provider states no device_authorization_endpoint',
    'fails command line: the provider states no registration_endpoint',
  ],
  [
    'endpoints without TLS',
    { authorization_endpoint: 'http://iam.keck.example.org/authorize' },
    'fails harbor images.keck.example.org: the provider states no authorization_endpoint',
  ],
  [
    'no name of a user',
    { claims_supported: ['sub', 'groups'] },
    'fails session service: the provider does not state the claim preferred_username among those that it has',
  ],
  [
    'no word about claims and grants',
    { claims_supported: undefined, grant_types_supported: undefined },
    'unknown session service: the provider does not state the claim preferred_username',
    'unknown harbor images.keck.example.org: the provider does not state the grant refresh_token',
    'unknown command line: the provider does not state the grant urn:ietf:params:oauth:grant-type:device_code, refresh_token',
  ],
  [
    'no offline access',
    { scopes_supported: ['openid', 'profile', 'email'] },
    'fails harbor images.keck.example.org: the provider does not know the scope offline_access',
    'fails command line: the provider does not know the scope offline_access',
  ],
])('%s', (_, change, ...said) => {
  expect(lines({ ...complete, ...change })).toEqual(said);
});

test('a document of another shape is read as one that says nothing', () => {
  expect(() =>
    lines({ issuer: 7, claims_supported: 'x', scopes_supported: {}, grant_types_supported: null }),
  ).not.toThrow();
});

/** The portal, as the site that serves one would register it. */
const portalOf = (login: SiteInput['login']) => {
  const { site: one } = plan(changed('login', login));
  const client = webClient(one, 'portal', 'sessions in the browser', {
    redirect: 'https://platform.keck.example.org/science-portal/api/auth/callback/oidc',
    url: 'https://platform.keck.example.org/science-portal',
  });
  return { login: planLogin(one), client };
};
const REALM = 'https://iam.keck.example.org/realms/keck';

test.each<[string, SiteInput['login'], ...string[]]>([
  ['INDIGO IAM', { kind: 'external', preset: 'indigo-iam', issuer: ISSUER }],
  ['SKA IAM', { kind: 'external', preset: 'ska-iam', issuer: ISSUER }],
  ['a Keycloak of the platform', { kind: 'keycloak' }],
  ['a Keycloak on a host of its own name', { kind: 'keycloak', host: 'iam.keck.example.org' }],
  [
    'a Keycloak elsewhere',
    { kind: 'external', preset: 'keycloak', issuer: REALM },
    'token-path fails science portal: it refreshes a login at https://iam.keck.example.org/realms/token, and Keycloak answers at https://iam.keck.example.org/realms/keck/protocol/openid-connect/token',
  ],
  [
    'a provider below a path, without a final slash',
    { kind: 'external', issuer: 'https://iam.keck.example.org/oidc' },
    'token-path fails science portal: it refreshes a login at https://iam.keck.example.org/token, and a provider of its own kind answers at https://iam.keck.example.org/oidc/token',
  ],
])('where the portal refreshes a login: %s', (_, login, ...said) => {
  const { login: planned, client } = portalOf(login);
  const lines = unmetByFacts(planned, [client]).map(
    ({ need, verdict, client: name, fact }) => `${need} ${verdict} ${name}: ${fact}`,
  );
  expect(lines.map((line) => line.replace(/: people are .*/, ''))).toEqual(said);
});

test('the routes of a Keycloak of the platform lead to its token endpoint', () => {
  const { login } = portalOf({ kind: 'keycloak', realm: 'keck' });
  expect(login.routes.map(({ path, to }) => [path, to])).toEqual([
    ['/realms/token', '/realms/keck/protocol/openid-connect/token'],
    ['/realms/keck/token', '/realms/keck/protocol/openid-connect/token'],
  ]);
});

test('who registers programs is known of a product, and said otherwise by a site', () => {
  const verdicts = (facts: object) => {
    const { site: one } = plan(changed('login', { kind: 'external', preset: 'keycloak', issuer: REALM, facts }));
    return unmetByFacts(planLogin(one), loginClients(one)).map(
      ({ client, need, verdict }) => `${client} ${need} ${verdict}`,
    );
  };
  expect(verdicts({})).toEqual(['command line registration unknown']);
  expect(verdicts({ registration: true })).toEqual([]);
  const own = plan(changed('login', { kind: 'keycloak' })).site;
  expect(loginClients(own).map(({ name }) => name)).not.toContain('command line');
});
