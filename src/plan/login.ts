import type { Site } from '../config/site';
import { type ProviderFacts, providerFacts } from './login-provider';

/** A path of the login host that is answered as if another one had been asked. */
export interface LoginRoute {
  /** Path that programs ask. */
  readonly path: string;
  /** Path that answers. */
  readonly to: string;
  /** Why. */
  readonly reason: string;
}

/** The login of a site, wherever it runs. */
export interface LoginPlan {
  /** Issuer, sign by sign as its discovery document states it. */
  readonly issuer: string;
  readonly facts: ProviderFacts;
  /** Host that the platform itself serves it on; absent for a provider that is somebody else's. */
  readonly host?: string;
  /** Prefixes of paths that are served there; the pages of administrators are not among them. */
  readonly paths: readonly string[];
  /** Further paths there, for programs that do not follow what the provider states. */
  readonly routes: readonly LoginRoute[];
}

/** Where the login of a site is, and what is known of it. */
export function planLogin(site: Site): LoginPlan {
  const { login } = site;
  const facts = providerFacts(login);
  if (login.kind === 'external' || login.kind === 'cadc') return { issuer: login.issuer, facts, paths: [], routes: [] };
  const host = login.host ?? `login.${site.domain}`;
  if (login.kind === 'dev') return { issuer: `https://${host}`, facts, host, paths: ['/'], routes: [] };
  const realm = `/realms/${login.realm}`;
  const issuer = `https://${host}${realm}`;
  return {
    issuer,
    facts,
    host,
    paths: [realm, '/resources'],
    routes: tokenRoutes(issuer, `${realm}/${facts.tokenPath}`),
  };
}

/**
 * Where the portal refreshes a login: it makes the address from the issuer instead of reading it, `new URL('token', issuer)`
 * (`src/auth.ts` of opencadc/science-portal). Both ways of putting the two together are answered.
 */
function tokenRoutes(issuer: string, to: string): LoginRoute[] {
  const paths = new Set([refreshAddress(issuer), `${issuer.replace(/\/$/, '')}/token`]);
  return [...paths].map((address) => ({
    path: new URL(address).pathname,
    to,
    reason: 'the portal makes the address of the token endpoint from the issuer',
  }));
}

/** Where the portal refreshes a login at a provider. */
export const refreshAddress = (issuer: string): string => new URL('token', issuer).href;

/** Where a provider has its token endpoint, as far as is known before it is asked. */
export const tokenAddress = ({ issuer, facts }: Pick<LoginPlan, 'issuer' | 'facts'>): string =>
  `${issuer.replace(/\/$/, '')}/${facts.tokenPath}`;
