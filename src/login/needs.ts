import { DEVICE_GRANT, type LoginClient } from '../plan/login-clients';
import type { Discovery } from './discovery';

/** What a program needs and a provider does not state. */
export interface Unmet {
  /** Name of the program. */
  readonly client: string;
  /** `fails`: it will not work. `unknown`: the document does not say. */
  readonly verdict: 'fails' | 'unknown';
  readonly fact: string;
  readonly act: string;
}

/** The session service, which is no client: it shows the provider each token that it is given. */
const SESSION_SERVICE = 'session service';

/** What the programs of a platform need of a provider, and its discovery document does not state. */
export function unmetNeeds(issuer: string, document: Discovery, clients: readonly LoginClient[]): Unmet[] {
  return [
    ...issuerNeeds(issuer, document, clients),
    ...serviceNeeds(document),
    ...clients.flatMap((client) => clientNeeds(client, document)),
  ];
}

/** Go's and Java's libraries compare issuers sign by sign. */
function issuerNeeds(issuer: string, document: Discovery, clients: readonly LoginClient[]): Unmet[] {
  if (document.issuer === issuer) return [];
  const stated = typeof document.issuer === 'string' ? document.issuer : 'no issuer';
  const isSlash = stated.replace(/\/$/, '') === issuer.replace(/\/$/, '');
  return [SESSION_SERVICE, ...clients.map(({ name }) => name)].map((client) => ({
    client,
    verdict: 'fails',
    fact: `login.issuer is ${issuer}, and the provider states ${stated}${isSlash ? ': the final slash differs' : ''}`,
    act: isSlash ? `Write ${stated}` : 'Write the issuer that the provider states, if it is the right provider',
  }));
}

function serviceNeeds(document: Discovery): Unmet[] {
  const unmet: Unmet[] = [];
  if (!isAddress(document.userinfo_endpoint))
    unmet.push({
      client: SESSION_SERVICE,
      verdict: 'fails',
      fact: 'the provider has no userinfo endpoint, where tokens are shown to it',
      act: 'Use a provider that has one',
    });
  const claims = listOf(document.claims_supported);
  if (!claims?.includes('preferred_username'))
    unmet.push({
      client: SESSION_SERVICE,
      verdict: claims ? 'fails' : 'unknown',
      fact: `the provider does not state the claim preferred_username${claims ? ' among those that it has' : ''}`,
      act: 'Let userinfo answer with preferred_username, and with a UUID as sub',
    });
  return unmet;
}

function clientNeeds({ name, grants, scopes }: LoginClient, document: Discovery): Unmet[] {
  const fails = (fact: string, act: string): Unmet => ({ client: name, verdict: 'fails', fact, act });
  const unmet: Unmet[] = [];
  const isDevice = grants.includes(DEVICE_GRANT);
  const endpoints = isDevice
    ? ['token_endpoint', 'device_authorization_endpoint', 'registration_endpoint']
    : ['authorization_endpoint', 'token_endpoint', 'jwks_uri'];
  for (const endpoint of endpoints)
    if (!isAddress(document[endpoint]))
      unmet.push(fails(`the provider states no ${endpoint}`, `Switch it on there, or do without: ${name}`));
  // Without the list, these two are what a provider has (OpenID Connect Discovery 1.0, section 3).
  const granted = listOf(document.grant_types_supported) ?? ['authorization_code', 'implicit'];
  const missing = grants.filter((grant) => !granted.includes(grant));
  if (missing.length > 0)
    unmet.push({
      client: name,
      verdict: document.grant_types_supported === undefined ? 'unknown' : 'fails',
      fact: `the provider does not state the grant ${missing.join(', ')}`,
      act: 'Switch it on there',
    });
  const known = listOf(document.scopes_supported);
  const lacking = scopes.filter((scope) => known && !known.includes(scope));
  if (lacking.length > 0)
    unmet.push(fails(`the provider does not know the scope ${lacking.join(', ')}`, 'Switch it on there'));
  return unmet;
}

const isAddress = (value: unknown): boolean => typeof value === 'string' && /^https:\/\//.test(value);

const listOf = (value: unknown): readonly unknown[] | undefined => (Array.isArray(value) ? value : undefined);
