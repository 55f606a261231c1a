import type { Site } from '../config/site';
import type { Problem } from '../errors';

/** Addresses of the science portal, and those that it is told. */
export interface PortalPlan {
  /** Path on the platform host. */
  readonly path: string;
  /** Address of its first page. */
  readonly url: string;
  /** Where the login provider sends people back to. */
  readonly redirect: string;
  /** The users' homes at the VOSpace service, with a slash at the end. */
  readonly homes: string;
}

/** Addresses of the science portal of a site; `undefined` where it has none. */
export function planPortal(site: Site): PortalPlan | undefined {
  const { portal } = site.services;
  if (portal.kind === 'none') return undefined;
  const url = `https://${site.domain}${portal.path}`;
  return {
    path: portal.path,
    url: `${url}/`,
    redirect: `${url}/api/auth/callback/oidc`,
    // The portal puts the user's name behind it.
    homes: `${(portal.homes ?? ownHomes(site) ?? '').replace(/\/+$/, '')}/`,
  };
}

/** Address of the users' homes at the VOSpace service that the platform runs itself. */
const ownHomes = ({ domain, arc, services: { storage } }: Site): string | undefined =>
  storage.kind === 'embedded' ? `https://${domain}/cavern/nodes/${arc.homes}` : undefined;

/** What a site says of its portal that cannot be. */
export function* portalProblems(site: Site): Generator<Problem> {
  const { login, services } = site;
  const { portal } = services;
  if (portal.kind === 'none') return;
  if (portal.homes === undefined && ownHomes(site) === undefined)
    yield {
      path: 'services.portal.homes',
      fact: 'is missing, and nothing here says at which address the VOSpace service is',
      act: 'Write the address of the users’ homes there, e.g. https://science.example.org/cavern/nodes/home',
    };
  if (login.kind === 'cadc' && portal.accounts === undefined)
    yield {
      path: 'services.portal.accounts',
      fact: 'is missing, and with login.kind cadc the portal asks an account service who a user is',
      act: 'Write services.portal.accounts.service',
    };
  if (login.kind !== 'cadc' && portal.accounts !== undefined)
    yield {
      path: 'services.portal.accounts',
      fact: `is for login.kind cadc, and login.kind is ${login.kind}`,
      act: 'Take it away: people log in at the provider',
    };
}
