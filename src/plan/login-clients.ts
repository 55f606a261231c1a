import type { Site } from '../config/site';
import { planHosts } from './hosts';
import { providerFacts } from './login-provider';
import { planPortal } from './portal';
import { planStorageUi } from './storage-ui';

/** What a program needs of a provider beyond OpenID Connect itself. */
export type ClientNeed =
  /** Names of a user's groups in a claim. */
  | 'groups'
  /** The token endpoint where the portal expects it. */
  | 'token-path'
  /** Whoever asks may register a program. */
  | 'registration';

/** A program that people log in to, as a provider is told about it. */
export interface LoginClient {
  readonly name: string;
  /** Id that it is registered by; absent: it gets one when it registers itself. */
  readonly id?: string;
  /** Whose secret it proves itself by; absent: a person keeps it, or it has none. */
  readonly program?: LoginProgram;
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
  /** It always sends a proof of its own request (PKCE), so the provider may insist on one. */
  readonly pkce: boolean;
  readonly needs: readonly ClientNeed[];
}

export const DEVICE_GRANT = 'urn:ietf:params:oauth:grant-type:device_code';

/** Ids of programs at a provider that the platform runs itself. */
const OWN_IDS = { harbor: 'harbor', portal: 'science-portal', storage: 'storage-ui' };

/** A program of the platform that proves itself to the provider by a secret. */
export type LoginProgram = keyof typeof OWN_IDS;

/** Id of a program at the provider of a site. */
export const clientId = ({ login }: Site, program: LoginProgram): string =>
  login.kind === 'external' ? login.clients[program] : OWN_IDS[program];

/**
 * The programs of a site that people log in to (harbor-oidc-registry.md §2.3). Addresses follow from host names and are
 * typed by nobody.
 */
export const loginClients = (site: Site): LoginClient[] => [
  ...harborClients(site),
  ...webClients(site),
  ...commandLine(site),
];

function harborClients(site: Site): LoginClient[] {
  return planHosts(site).harbors.map((host, index): LoginClient => {
    const id = clientId(site, 'harbor');
    return {
      name: `harbor ${host}`,
      id: index === 0 ? id : `${id}-${index + 1}`,
      ...(index === 0 && { program: 'harbor' }),
      purpose: 'web interface of the registry, and passwords for docker login',
      redirects: [`https://${host}/c/oidc/callback`],
      logouts: [`https://${host}/account/sign-in`],
      // Without offline_access the passwords for docker login end with the session (src/pkg/oidc/secret.go of Harbor).
      scopes: ['openid', 'profile', 'email', 'offline_access'],
      grants: ['authorization_code', 'refresh_token'],
      confidential: true,
      // Harbor does from 2.13 on.
      pkce: false,
      needs: ['groups'],
    };
  });
}

/** Pages of the platform host that keep a login for people; at the CADC cookies do. */
function webClients(site: Site): LoginClient[] {
  if (site.login.kind === 'cadc') return [];
  const portal = planPortal(site);
  const storage = planStorageUi(site);
  return [
    ...(portal ? [webClient(site, 'portal', 'people who start sessions in a browser', portal)] : []),
    ...(storage ? [webClient(site, 'storage', 'people who look after their files in a browser', storage)] : []),
  ];
}

const NAMES = { portal: 'science portal', storage: 'storage interface' };

export const webClient = (
  site: Site,
  program: keyof typeof NAMES,
  purpose: string,
  { redirect, url }: { readonly redirect: string; readonly url: string },
): LoginClient => ({
  name: NAMES[program],
  id: clientId(site, program),
  program,
  purpose,
  redirects: [redirect],
  logouts: [url],
  scopes: ['openid', 'profile', 'offline_access'],
  grants: ['authorization_code', 'refresh_token'],
  confidential: true,
  pkce: program === 'portal',
  needs: program === 'portal' ? ['token-path'] : [],
});

function commandLine(site: Site): LoginClient[] {
  // At the CADC it proves who it is by certificates; a Keycloak of ours registers nobody unless the site says so.
  const isOwn = site.login.kind === 'keycloak';
  if (site.login.kind === 'cadc' || (isOwn && !providerFacts(site.login).registration)) return [];
  return [
    {
      name: 'command line',
      purpose: 'sessions from scripts; registers itself at each login',
      redirects: [],
      logouts: [],
      scopes: ['openid', 'profile', 'email', 'offline_access'],
      grants: [DEVICE_GRANT, 'refresh_token'],
      confidential: false,
      pkce: false,
      needs: ['registration'],
    },
  ];
}
