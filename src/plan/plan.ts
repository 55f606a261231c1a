import { resolveSessionTypes } from '../config/resolve-session-types';
import type { SessionType } from '../config/session-type';
import type { Site } from '../config/site';
import { type Problem, UsageError } from '../errors';
import { type PoolCapacity, sessionCapacity } from './capacity';
import { type Hosts, planHosts } from './hosts';
import { type Identities, planIdentities } from './identities';
import { type Offers, planOffers } from './offers';
import { type Paths, planPaths } from './paths';
import { type Priorities, planPriorities } from './priorities';
import { type Provides, planProvides } from './provides';
import { planShares, type Shares } from './shares';

/** Everything that follows from a site by arithmetic or naming. A number or name that appears in two objects is here once. */
export interface Plan {
  readonly site: Site;
  readonly hosts: Hosts;
  readonly identities: Identities;
  readonly paths: Paths;
  readonly priorities: Priorities;
  /** Pools that take sessions. */
  readonly capacity: readonly PoolCapacity[];
  readonly offers: Offers;
  readonly shares: Shares;
  /** Session types that users may start, by name. */
  readonly sessionTypes: Readonly<Record<string, SessionType>>;
  readonly provides: Provides;
}

/**
 * Plans a site.
 *
 * @param site a site that `readSite` returned
 * @param file name of its file, for messages
 * @throws {UsageError} naming both places of every contradiction
 */
export function planSite(site: Site, file: string): Plan {
  const capacity = sessionCapacity(site);
  const { offers, problems } = planOffers(site, capacity);
  const sessionTypes = resolveSessionTypes(site.sessions.define, site.sessions.types);
  const all = [...problems, ...sessionTypes.problems, ...contradictions(site)];
  if (all.length > 0) {
    throw new UsageError(
      `${file}: site "${site.name}" contradicts itself`,
      all.map((problem) => ({ file, ...problem })),
    );
  }
  return {
    site,
    hosts: planHosts(site),
    identities: planIdentities(site),
    paths: planPaths(site),
    priorities: planPriorities(site),
    capacity,
    offers,
    shares: planShares(site, capacity),
    sessionTypes: sessionTypes.types,
    provides: planProvides(site),
  };
}

function* contradictions(site: Site): Generator<Problem> {
  const { services, sessions } = site.namespaces;
  if (services === sessions) {
    yield {
      path: 'namespaces.sessions',
      fact: `"${sessions}" is also namespaces.services`,
      act: 'Sessions need a namespace of their own',
    };
  }
  const { platform, sessions: sessionsHost } = planHosts(site);
  if (platform === sessionsHost) {
    yield {
      path: 'hosts.sessions',
      fact: `"${sessionsHost}" is also the domain`,
      act: 'Give sessions a host of their own',
    };
  }
  const nodes = Object.values(site.pools).reduce((sum, pool) => sum + pool.nodes, 0);
  if (site.arc.driver === 'hostPath' && nodes > 1) {
    yield {
      path: 'arc.driver',
      fact: `hostPath is storage of one node, and pools declare ${nodes} nodes`,
      act: 'Use cephfs or nfs',
    };
  }
  const { min, max } = site.sessions.replicas;
  if (min > max)
    yield {
      path: 'sessions.replicas.min',
      fact: `${min} is more than sessions.replicas.max, ${max}`,
      act: 'Lower the one or raise the other',
    };
  const { mountRoot, homes, projects } = site.arc;
  if (homes === projects)
    yield { path: 'arc.projects', fact: `"${projects}" is also arc.homes`, act: 'Give projects a folder of their own' };
  for (const [index, volume] of site.sessions.volumes.entries()) {
    const taken = [mountRoot, '/scratch', '/skaha-system', '/desktopstartup', '/etc', '/init-users-groups'];
    const clash = taken.find((path) => inside(volume.mountPath, path) || inside(path, volume.mountPath));
    if (clash)
      yield {
        path: `sessions.volumes[${index}].mountPath`,
        fact: `${volume.mountPath} overlaps ${clash}, which every session has`,
        act: 'Choose another path',
      };
  }
}

const inside = (path: string, parent: string) => path === parent || path.startsWith(`${parent}/`);
