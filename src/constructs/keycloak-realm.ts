import type { LoginOf } from '../config/login';
import type { Site } from '../config/site';
import { DEVICE_GRANT, type LoginClient, loginClients } from '../plan/login-clients';

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** What a realm is to be, in the parts in which Keycloak takes it. It holds no secret. */
export interface Realm {
  readonly realm: object;
  readonly scopes: readonly object[];
  readonly clients: readonly object[];
  readonly groups: readonly object[];
  readonly policies: readonly object[];
}

/** The realm of a site: settings, groups claim, and one program for each that people log in to. */
export function keycloakRealm(site: Site, login: LoginOf<'keycloak'>): Realm {
  return {
    realm: settings(site, login),
    scopes: [GROUPS],
    clients: [
      ...loginClients(site).flatMap((client) => (client.id === undefined ? [] : [clientOf(client.id, client)])),
      // Keycloak brings it: passwords for tokens, without a page and for anybody who asks.
      { clientId: 'admin-cli', directAccessGrantsEnabled: false },
    ],
    groups: login.groups.map((name) => ({ name })),
    policies: registrationPolicies(login),
  };
}

/** Defaults of Keycloak that are too open for a service on the Internet, and what the platform relies on. */
const settings = (site: Site, { realm }: LoginOf<'keycloak'>) => ({
  realm,
  displayName: site.name,
  enabled: true,
  sslRequired: 'external',
  // People are let in by whoever runs the site. Neither is there a mail server that would prove an address.
  registrationAllowed: false,
  resetPasswordAllowed: false,
  rememberMe: false,
  // POSIX ids and homes follow from the name.
  editUsernameAllowed: false,
  loginWithEmailAllowed: false,
  duplicateEmailsAllowed: false,
  bruteForceProtected: true,
  permanentLockout: false,
  failureFactor: 10,
  waitIncrementSeconds: MINUTE,
  maxFailureWaitSeconds: 15 * MINUTE,
  passwordPolicy: 'length(12) and notUsername(undefined) and notContainsUsername(undefined)',
  defaultSignatureAlgorithm: 'RS256',
  // The portal renews a token five minutes before its end.
  accessTokenLifespan: 15 * MINUTE,
  ssoSessionIdleTimeout: 2 * HOUR,
  ssoSessionMaxLifespan: 12 * HOUR,
  // Passwords for docker login live as long as the offline session behind them.
  offlineSessionIdleTimeout: 30 * DAY,
  offlineSessionMaxLifespanEnabled: true,
  offlineSessionMaxLifespan: 60 * DAY,
  eventsEnabled: true,
  eventsExpiration: 90 * DAY,
  adminEventsEnabled: true,
  // What administrators write may be secret.
  adminEventsDetailsEnabled: false,
});

/** Groups by name, not by path, in every token and in userinfo. */
const GROUPS = {
  name: 'groups',
  description: 'names of the groups of a user',
  protocol: 'openid-connect',
  attributes: { 'include.in.token.scope': 'true', 'display.on.consent.screen': 'false' },
  protocolMappers: [
    {
      name: 'groups',
      protocol: 'openid-connect',
      protocolMapper: 'oidc-group-membership-mapper',
      config: {
        'claim.name': 'groups',
        'full.path': 'false',
        'id.token.claim': 'true',
        'access.token.claim': 'true',
        'userinfo.token.claim': 'true',
        'introspection.token.claim': 'true',
      },
    },
  ],
};

const clientOf = (clientId: string, client: LoginClient) => ({
  clientId,
  name: client.name,
  description: client.purpose,
  enabled: true,
  protocol: 'openid-connect',
  publicClient: !client.confidential,
  clientAuthenticatorType: 'client-secret',
  standardFlowEnabled: client.grants.includes('authorization_code'),
  implicitFlowEnabled: false,
  directAccessGrantsEnabled: false,
  serviceAccountsEnabled: false,
  // A token says nothing about rights at other programs.
  fullScopeAllowed: false,
  redirectUris: client.redirects,
  webOrigins: [],
  attributes: {
    'post.logout.redirect.uris': client.logouts.join('##'),
    'oauth2.device.authorization.grant.enabled': String(client.grants.includes(DEVICE_GRANT)),
    'use.refresh.tokens': 'true',
    ...(client.pkce && { 'pkce.code.challenge.method': 'S256' }),
  },
});

/**
 * Programs that register themselves: nobody, or anybody from anywhere, up to a number that nobody reaches by logging in.
 * What is registered so has no address of its own to send people to, so that it can only be a device.
 */
function registrationPolicies({ registration }: LoginOf<'keycloak'>): object[] {
  const isOpen = registration === 'anyone';
  return [
    anonymous('trusted-hosts', {
      'host-sending-registration-request-must-match': String(!isOpen),
      'client-uris-must-match': 'true',
    }),
    anonymous('max-clients', { 'max-clients': isOpen ? '20000' : '200' }),
    anonymous('allowed-client-templates', {
      'allow-default-scopes': 'true',
      ...(isOpen && { 'allowed-client-scopes': 'openid' }),
    }),
  ];
}

const anonymous = (providerId: string, config: Readonly<Record<string, string>>) => ({
  providerId,
  subType: 'anonymous',
  config: Object.fromEntries(Object.entries(config).map(([key, value]) => [key, [value]])),
});
