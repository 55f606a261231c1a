import type { LoginPlan } from '../plan/login';
import { DEVICE_GRANT, type LoginClient } from '../plan/login-clients';
import { SESSION_SERVICE, type Unmet, unmetByFacts } from '../plan/login-needs';
import type { Discovery } from './discovery';

/** What the programs of a platform need of a provider, and neither its discovery document nor what is known of its product states. */
export function unmetNeeds(login: LoginPlan, document: Discovery, clients: readonly LoginClient[]): Unmet[] {
  const asked = [
    ...issuerNeeds(login.issuer, document, clients),
    ...serviceNeeds(document),
    ...clients.flatMap((client) => [...groupNeeds(client, login, document), ...clientNeeds(client, document)]),
  ];
  // What the provider states itself is said once, in its own words.
  const isAsked = (one: Unmet) => asked.some(({ client, need }) => client === one.client && need === one.need);
  return [...asked, ...unmetByFacts(stating(login, document), clients).filter((one) => !isAsked(one))];
}

/** A login whose token endpoint is where the document says, not where the product usually has it. */
function stating(login: LoginPlan, { issuer, token_endpoint: endpoint }: Discovery): LoginPlan {
  const { issuerSlash: _, ...facts } = login.facts;
  const below = `${login.issuer.replace(/\/$/, '')}/`;
  const isBelow = typeof endpoint === 'string' && endpoint.startsWith(below);
  // The slash is judged by what the document states, where it states anything.
  const known = typeof issuer === 'string' ? facts : login.facts;
  return { ...login, facts: { ...known, ...(isBelow && { tokenPath: endpoint.slice(below.length) }) } };
}

/** Go's and Java's libraries compare issuers sign by sign. */
function issuerNeeds(issuer: string, document: Discovery, clients: readonly LoginClient[]): Unmet[] {
  if (document.issuer === issuer) return [];
  const stated = typeof document.issuer === 'string' ? document.issuer : 'no issuer';
  const isSlash = stated.replace(/\/$/, '') === issuer.replace(/\/$/, '');
  return [SESSION_SERVICE, ...clients.map(({ name }) => name)].map((client) => ({
    client,
    need: isSlash ? 'issuer-slash' : 'issuer',
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
      need: 'endpoint',
      verdict: 'fails',
      fact: 'the provider has no userinfo endpoint, where tokens are shown to it',
      act: 'Use a provider that has one',
    });
  const claims = listOf(document.claims_supported);
  if (!claims?.includes('preferred_username'))
    unmet.push({
      client: SESSION_SERVICE,
      need: 'user-name',
      verdict: claims ? 'fails' : 'unknown',
      fact: `the provider does not state the claim preferred_username${claims ? ' among those that it has' : ''}`,
      act: 'Let userinfo answer with preferred_username, and with a UUID as sub',
    });
  return unmet;
}

/** Few providers list the claims that come with a mapper or a scope of their own, so a list without it proves nothing. */
function groupNeeds({ name, needs }: LoginClient, { facts }: LoginPlan, document: Discovery): Unmet[] {
  if (!needs.includes('groups') || listOf(document.claims_supported)?.includes(facts.groupsClaim) !== false) return [];
  return [
    {
      client: name,
      need: 'groups-claim',
      verdict: 'unknown',
      fact: `the provider does not list the claim ${facts.groupsClaim}, by which it knows the groups of a user`,
      act: `Let tokens and userinfo state ${facts.groupsClaim}, or name the claim that does in login.facts.groupsClaim`,
    },
  ];
}

function clientNeeds({ name, grants, scopes }: LoginClient, document: Discovery): Unmet[] {
  const fails = (need: Unmet['need'], fact: string, act: string): Unmet => ({
    client: name,
    need,
    verdict: 'fails',
    fact,
    act,
  });
  const unmet: Unmet[] = [];
  const isDevice = grants.includes(DEVICE_GRANT);
  const endpoints = isDevice
    ? ['token_endpoint', 'device_authorization_endpoint', 'registration_endpoint']
    : ['authorization_endpoint', 'token_endpoint', 'jwks_uri'];
  for (const endpoint of endpoints)
    if (!isAddress(document[endpoint])) {
      const need = endpoint === 'registration_endpoint' ? 'registration' : 'endpoint';
      unmet.push(fails(need, `the provider states no ${endpoint}`, `Switch it on there, or do without: ${name}`));
    }
  // Without the list, these two are what a provider has (OpenID Connect Discovery 1.0, section 3).
  const granted = listOf(document.grant_types_supported) ?? ['authorization_code', 'implicit'];
  const missing = grants.filter((grant) => !granted.includes(grant));
  if (missing.length > 0)
    unmet.push({
      client: name,
      need: 'grant',
      verdict: document.grant_types_supported === undefined ? 'unknown' : 'fails',
      fact: `the provider does not state the grant ${missing.join(', ')}`,
      act: 'Switch it on there',
    });
  const known = listOf(document.scopes_supported);
  const lacking = scopes.filter((scope) => known && !known.includes(scope));
  if (lacking.length > 0)
    unmet.push(fails('scope', `the provider does not know the scope ${lacking.join(', ')}`, 'Switch it on there'));
  return unmet;
}

const isAddress = (value: unknown): boolean => typeof value === 'string' && /^https:\/\//.test(value);

const listOf = (value: unknown): readonly unknown[] | undefined => (Array.isArray(value) ? value : undefined);
