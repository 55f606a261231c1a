import { unmetNeeds } from '../../src/login/needs';
import { planLogin } from '../../src/plan/login';
import { loginClients } from '../../src/plan/login-clients';
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
