import type { Site } from '../config/site';
import { planHosts } from './hosts';

/** A program that people log in to, as a provider is told about it. */
export interface LoginClient {
  readonly name: string;
  readonly purpose: string;
  /** Where the provider may send people back to, exactly. */
  readonly redirects: readonly string[];
  /** Where it may send them when they log out. */
  readonly logouts: readonly string[];
  readonly scopes: readonly string[];
  /** Grants of OAuth 2, by their names in a discovery document. */
  readonly grants: readonly string[];
  /** It keeps a secret; otherwise it is public, or registers itself. */
  readonly confidential: boolean;
}

export const DEVICE_GRANT = 'urn:ietf:params:oauth:grant-type:device_code';

/**
 * The programs of a site that people log in to (harbor-oidc-registry.md §2.3). Addresses follow from host names and are
 * typed by nobody.
 */
export function loginClients(site: Site): LoginClient[] {
  const harbors = planHosts(site).harbors.map(
    (host): LoginClient => ({
      name: `harbor ${host}`,
      purpose: 'web interface of the registry, and passwords for docker login',
      redirects: [`https://${host}/c/oidc/callback`],
      logouts: [`https://${host}/account/sign-in`],
      // Without offline_access the passwords for docker login end with the session (src/pkg/oidc/secret.go of Harbor).
      scopes: ['openid', 'profile', 'email', 'offline_access'],
      grants: ['authorization_code', 'refresh_token'],
      confidential: true,
    }),
  );
  // At the CADC the command line proves who it is by certificates.
  if (site.login.kind === 'cadc') return harbors;
  return [
    ...harbors,
    {
      name: 'command line',
      purpose: 'sessions from scripts; registers itself at each login',
      redirects: [],
      logouts: [],
      scopes: ['openid', 'profile', 'email', 'offline_access'],
      grants: [DEVICE_GRANT, 'refresh_token'],
      confidential: false,
    },
  ];
}
