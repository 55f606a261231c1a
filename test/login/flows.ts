import {
  allowInsecureRequests,
  authorizationCodeGrant,
  buildAuthorizationUrl,
  ClientSecretBasic,
  type Configuration,
  calculatePKCECodeChallenge,
  discovery,
  fetchUserInfo,
  initiateDeviceAuthorization,
  pollDeviceAuthorizationGrant,
  randomPKCECodeVerifier,
  randomState,
  refreshTokenGrant,
  type TokenEndpointResponse,
} from 'openid-client';
import { refreshAddress } from '../../src/plan/login';
import type { LoginClient } from '../../src/plan/login-clients';
import { Browser, leftFor, type Page, pageOf } from './browser';

/** A user who logs in, and what a provider shows the user for it. */
export interface Person {
  readonly name: string;
  readonly password: string;
  readonly groups: readonly string[];
}

/** A provider that runs on this machine. */
export interface Running {
  readonly issuer: string;
  /** Answers after the login page, until the browser is sent away: pages that ask again. */
  readonly confirm?: (browser: Browser, page: Page) => Promise<Page>;
}

/** The library knows a provider by what it states; TLS is not what these tests are about. */
export const configurationOf = (issuer: string, id: string, secret: string): Promise<Configuration> =>
  discovery(new URL(issuer), id, undefined, ClientSecretBasic(secret), { execute: [allowInsecureRequests] });

/** Logs in as Harbor and the portal do: code flow with PKCE and state. */
export async function logIn(config: Configuration, client: LoginClient, home: string, person: Person) {
  const verifier = randomPKCECodeVerifier();
  const state = randomState();
  const address = buildAuthorizationUrl(config, {
    redirect_uri: client.redirects[0] as string,
    scope: client.scopes.join(' '),
    code_challenge: await calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
    state,
  });
  const browser = new Browser(home);
  const page = pageOf(await browser.open(address));
  const back = leftFor(await browser.submit(page, { username: person.name, password: person.password }));
  expect(back.href.startsWith(`${client.redirects[0]}?`)).toBe(true);
  const tokens = await authorizationCodeGrant(config, back, { pkceCodeVerifier: verifier, expectedState: state });
  return { tokens, browser };
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** What the session service asks: who is behind a token. The claims of the ID token say the same, as Harbor wants it. */
export async function expectUser(config: Configuration, tokens: TokenEndpointResponse, person: Person) {
  const claims = JSON.parse(Buffer.from((tokens.id_token as string).split('.')[1] as string, 'base64url').toString());
  const user = await fetchUserInfo(config, tokens.access_token, claims.sub);
  expect(user.sub).toMatch(UUID);
  for (const one of [user, claims]) {
    expect(one.preferred_username).toBe(person.name);
    expect(one.groups).toEqual(person.groups);
  }
  return user.sub;
}

/** Renews a login at the address that the provider states, as Harbor does. */
export const renew = (config: Configuration, tokens: TokenEndpointResponse) =>
  refreshTokenGrant(config, tokens.refresh_token as string);

/** Renews a login as the portal does: at an address that it makes from the issuer, with the secret in the body. */
export async function renewAsPortal(
  { issuer, id, secret }: { issuer: string; id: string; secret: string },
  tokens: TokenEndpointResponse,
  through: (address: string) => string = (address) => address,
) {
  const response = await fetch(through(refreshAddress(issuer)), {
    method: 'POST',
    headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({
      client_id: id,
      client_secret: secret,
      grant_type: 'refresh_token',
      refresh_token: tokens.refresh_token as string,
    }),
  });
  return { status: response.status, answer: (await response.json()) as Record<string, unknown> };
}

/** What the command line sends when it registers itself (`canfar/auth/oidc.py` of opencadc/canfar). */
export const COMMAND_LINE = {
  client_name: 'Science Platform CLI @ laptop',
  grant_types: ['urn:ietf:params:oauth:grant-type:device_code', 'refresh_token'],
  response_types: ['token'],
  token_endpoint_auth_method: 'client_secret_basic',
  scope: 'openid profile email offline_access',
};

/** Registers a program at a provider. */
export async function register(config: Configuration, body: object) {
  const response = await fetch(config.serverMetadata().registration_endpoint as string, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  });
  return { status: response.status, answer: (await response.json()) as Record<string, string> };
}

/** Logs in from a device: a person opens the address that it shows, and `confirm` walks the pages behind it. */
export async function logInFromDevice(
  config: Configuration,
  confirm: (browser: Browser, page: Page) => Promise<void>,
  home: string,
) {
  const started = await initiateDeviceAuthorization(config, { scope: COMMAND_LINE.scope });
  const browser = new Browser(home);
  await confirm(browser, pageOf(await browser.open(started.verification_uri_complete as string)));
  return pollDeviceAuthorizationGrant(config, started);
}
