import type { Site } from '../config/site';
import { harborOf } from './harbor';

/** Connections that one pod of a service has to its database at most. Beyond them its requests wait for one another. */
export const POOLS = { posixMapper: 8, cavern: 4, keycloak: 25, harbor: 25, harborExporter: 10 } as const;

/** For whoever looks after the server, for dumps, and for the operator. */
const OTHERS = 20;
/** What a small server takes in any case. */
const LEAST = 200;

/**
 * Connections that the server of a site's databases must take, so that no service, however busy, shuts out another: all
 * pools, with one more pod of each for an update.
 */
export function mostConnections(site: Site): number {
  const { services, login } = site;
  const harbor = harborOf(site);
  const pools: [pods: number, pool: number][] = [
    [services.posixMapper.kind === 'embedded' ? 2 : 0, POOLS.posixMapper],
    [services.storage.kind === 'embedded' ? 2 : 0, POOLS.cavern],
    [login.kind === 'keycloak' ? login.replicas + 1 : 0, POOLS.keycloak],
    // Core, and jobservice, which takes over the settings of core.
    [harbor ? 2 * (harbor.replicas + 1) : 0, POOLS.harbor],
    [harbor?.metrics ? 2 : 0, POOLS.harborExporter],
  ];
  return Math.max(LEAST, OTHERS + pools.reduce((sum, [pods, pool]) => sum + pods * pool, 0));
}
