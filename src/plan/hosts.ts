import type { Site } from '../config/site';

/** Public host names and the addresses made from them. */
export interface Hosts {
  /** Serves the platform's interfaces. */
  readonly platform: string;
  /** Serves the sessions themselves: a host of its own, so that user code cannot read the platform's cookies. */
  readonly sessions: string;
  /** Address of the session service. */
  readonly skahaUrl: string;
  /** IVOA registries, asked in order. */
  readonly registries: readonly string[];
  /** Container registries whose images are listed for users. */
  readonly harbors: readonly string[];
}

export function planHosts(site: Site): Hosts {
  return {
    platform: site.domain,
    sessions: site.hosts.sessions ?? `sessions.${site.domain}`,
    skahaUrl: `https://${site.domain}/skaha`,
    registries: site.services.registries ?? [`https://${site.domain}/reg`],
    harbors: site.registry.harbors ?? site.registry.hosts,
  };
}
