import type { Site } from '../config/site';
import { calledByHarbor, harborAddresses, harborHost, harborOf } from './harbor';
import { planLogin } from './login';

/** Public host names and the addresses made from them. */
export interface Hosts {
  /** Serves the platform's interfaces. */
  readonly platform: string;
  /**
   * Serves the sessions themselves: a host of its own, so that user code cannot read the cookies of the platform's host. One
   * below the platform's domain still gets the cookies that are set for the whole domain.
   */
  readonly sessions: string;
  /** Serves the login alone; absent where it is somebody else's. */
  readonly login?: string;
  /** Address of the session service. */
  readonly skahaUrl: string;
  /** IVOA registries, asked in order. */
  readonly registries: readonly string[];
  /** Container registries that sessions may start images from, the first being the one that users push to. */
  readonly images: readonly string[];
  /** Those of them whose images are listed for users. */
  readonly harbors: readonly string[];
  /** Where the Harbor that the platform runs answers inside the cluster. */
  readonly harborInside?: string;
  /** TCP ports of the web services that the platform's services call. */
  readonly servicePorts: readonly number[];
}

export function planHosts(site: Site): Hosts {
  const { host, issuer } = planLogin(site);
  const { registry } = site;
  const harbor = harborOf(site);
  const images = harbor ? [harborHost(site, harbor), ...harbor.hosts] : registry.hosts;
  return {
    platform: site.domain,
    sessions: site.hosts.sessions ?? `sessions.${site.domain}`,
    ...(host && { login: host }),
    skahaUrl: `https://${site.domain}/skaha`,
    registries: registriesOf(site),
    images,
    harbors: registry.kind === 'external' ? (registry.harbors ?? images) : images.slice(0, 1),
    ...(harbor && { harborInside: harborAddresses(site, harbor).core }),
    servicePorts: servicePorts(site, issuer),
  };
}

/** Ours is asked first: the others may know services of the same name elsewhere. */
function registriesOf({ domain, services }: Site): string[] {
  const ours = `https://${domain}/reg`;
  if (services.ivoaRegistry.kind === 'none') return services.registries ?? [ours];
  return [ours, ...(services.registries ?? [])];
}

// The controller that answers for a public host inside the cluster listens on a port of its own, usually 8443.
const USUAL_PORTS = [443, 8443];

function servicePorts(site: Site, issuer: string): number[] {
  const { services, sessions } = site;
  const { authorization } = sessions;
  const harbor = harborOf(site);
  const addresses = [
    ...(harbor ? calledByHarbor(harbor) : []),
    issuer,
    ...(services.registries ?? []),
    ...(services.posixMapper.kind === 'external' && services.posixMapper.id ? [services.posixMapper.id] : []),
    ...(services.ivoaRegistry.kind === 'embedded' ? Object.values(services.ivoaRegistry.entries) : []),
    ...(authorization.kind === 'permissions-api' ? [authorization.url, authorization.authUrl] : []),
    ...portalCalls(services.portal),
  ];
  const named = addresses.flatMap((address) => /^https:\/\/[^/:]+:(\d+)/.exec(address)?.[1] ?? []).map(Number);
  return [...new Set([...USUAL_PORTS, ...named])];
}

const portalCalls = (portal: Site['services']['portal']): string[] =>
  portal.kind === 'none'
    ? []
    : [portal.homes, ...Object.values(portal.accounts ?? {})].filter((one) => one !== undefined);
