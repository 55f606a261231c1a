import { resolveSessionTypes } from '../config/resolve-session-types';
import type { SessionType } from '../config/session-type';
import type { Site } from '../config/site';
import { UsageError } from '../errors';
import { type ChosenChart, chosenCharts } from './addons/chosen';
import { type PoolBudget, planBudget } from './budget';
import { type PoolCapacity, sessionCapacity } from './capacity';
import { contradictions } from './contradictions';
import { type DatabaseNeed, planDatabases } from './databases';
import { type Hosts, planHosts } from './hosts';
import { type Identities, planIdentities } from './identities';
import { planIvoaRegistry } from './ivoa-registry';
import { type LoginPlan, planLogin } from './login';
import { type LoginClient, loginClients } from './login-clients';
import { offerProblems } from './offer-problems';
import { type Offers, planOffers } from './offers';
import { type Paths, planPaths } from './paths';
import { type PortalPlan, planPortal } from './portal';
import { type Priorities, planPriorities } from './priorities';
import { sizeProblems } from './provider-problems';
import { type Provides, planProvides } from './provides';
import { queueProblems } from './queue-problems';
import { planQueues, type Queues } from './queues';
import { type PlannedContent, planRegistryContent } from './registry-content';
import { planStorageUi, type StorageUiPlan } from './storage-ui';

/** Everything that follows from a site by arithmetic or naming. A number or name that appears in two objects is here once. */
export interface Plan {
  readonly site: Site;
  readonly hosts: Hosts;
  readonly identities: Identities;
  readonly login: LoginPlan;
  readonly paths: Paths;
  /** Programs that people log in to. */
  readonly loginClients: readonly LoginClient[];
  readonly priorities: Priorities;
  /** Pools that take sessions. */
  readonly capacity: readonly PoolCapacity[];
  readonly offers: Offers;
  /** Where the capacity of each of these pools goes. */
  readonly budget: readonly PoolBudget[];
  /** What Kueue is told; absent for a site without queues. */
  readonly queues?: Queues;
  /** Session types that users may start, by name. */
  readonly sessionTypes: Readonly<Record<string, SessionType>>;
  /** Databases that its services keep something in. */
  readonly databases: readonly DatabaseNeed[];
  /** What the platform's own IVOA registry answers: addresses by identifier; absent where it has none. */
  readonly ivoaRegistry?: Readonly<Record<string, string>>;
  readonly provides: Provides;
  /** Charts of add-ons that the platform brings. */
  readonly charts: readonly ChosenChart[];
  /** Addresses of the science portal; absent for a site that has none of its own. */
  readonly portal?: PortalPlan;
  /** Addresses of the storage interface; absent for a site that has none of its own. */
  readonly storageUi?: StorageUiPlan;
  /** What a Harbor is to hold; absent for a site that does not declare it. */
  readonly registryContent?: PlannedContent;
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
  const offers = planOffers(site, capacity);
  const sessionTypes = resolveSessionTypes(site.sessions.define, site.sessions.types);
  const unsized = [...sizeProblems(site)];
  const all =
    unsized.length > 0
      ? unsized
      : [
          ...offerProblems(site, offers, capacity, sessionTypes.types),
          ...sessionTypes.problems,
          ...queueProblems(site, Object.keys(sessionTypes.types), capacity),
          ...contradictions(site),
        ];
  if (all.length > 0) {
    throw new UsageError(
      `${file}: site "${site.name}" contradicts itself`,
      all.map((problem) => ({ file, ...problem })),
    );
  }
  const budget = planBudget(site, capacity);
  const priorities = planPriorities(site);
  const queues = planQueues(site, { capacity, budget, sessionTypes: sessionTypes.types, priorities });
  const ivoaRegistry = planIvoaRegistry(site);
  const portal = planPortal(site);
  const storageUi = planStorageUi(site);
  const registryContent = planRegistryContent(site, Object.keys(sessionTypes.types));
  return {
    site,
    hosts: planHosts(site),
    identities: planIdentities(site),
    login: planLogin(site),
    paths: planPaths(site),
    loginClients: loginClients(site),
    priorities,
    capacity,
    offers,
    budget,
    ...(queues && { queues }),
    sessionTypes: sessionTypes.types,
    databases: planDatabases(site),
    provides: planProvides(site),
    ...(ivoaRegistry && { ivoaRegistry }),
    charts: chosenCharts(site),
    ...(portal && { portal }),
    ...(storageUi && { storageUi }),
    ...(registryContent && { registryContent }),
  };
}
