import type { Addons } from '../../config/addons';
import type { Site } from '../../config/site';
import { chartValues, type Values } from './chart-values';
import { type AddonKey, CHARTS, type ChartFacts, type ChartVersion } from './charts';
import { mergedValues } from './merge-values';

/** A chart that a site has the platform bring. */
export interface ChosenChart {
  readonly key: AddonKey;
  readonly facts: ChartFacts;
  readonly version: string;
  readonly repository: string;
  readonly namespace: string;
  readonly values: Values;
  /** Pod Security level that its pods need. */
  readonly podSecurity: ChartFacts['podSecurity'];
  /** API versions that it serves in this version. */
  readonly apis: readonly string[];
}

/** The charts of a site, in the order of the table. */
export function chosenCharts(site: Site): readonly ChosenChart[] {
  return (Object.keys(CHARTS) as AddonKey[]).flatMap((key) => {
    const addon = site.addons[key];
    return addon.kind === 'chart' ? [chosen(site, key, addon)] : [];
  });
}

type Chart = Extract<Addons[AddonKey], { kind: 'chart' }>;

function chosen(site: Site, key: AddonKey, { version, repository, values }: Chart): ChosenChart {
  const facts = CHARTS[key];
  const platform = chartValues(site, key);
  const pinned = version ?? versionFor(facts, site.kubernetes)?.version ?? '';
  return {
    key,
    facts,
    version: pinned,
    repository: repository ?? facts.repository,
    namespace: namespaceOf(site, key),
    values: mergedValues(mergedValues(platform.chosen, values), platform.fixed),
    // On the network of its node, no level below this one lets it run.
    podSecurity: key === 'traefik' && site.ingress.addresses.length > 0 ? 'privileged' : facts.podSecurity,
    apis: Object.entries(facts.apis).flatMap(([api, served]) => (isServed(served, pinned) ? [api] : [])),
  };
}

/** The newest version whose authors state a Kubernetes release. */
export const versionFor = ({ versions }: ChartFacts, kubernetes: string): ChartVersion | undefined =>
  versions.find((one) => supports(one, kubernetes));

export const supports = ({ kubernetes: { from, to } }: ChartVersion, release: string): boolean =>
  !isBefore(release, from) && (to === undefined || !isBefore(to, release));

/** Other keys of the site name the namespaces of what may as well be somebody else's. */
function namespaceOf({ ingress, cluster, arc, databases }: Site, key: AddonKey): string {
  if (key === 'traefik') return ingress.namespace;
  if (key === 'gpuOperator' && cluster.gpus.kind === 'operator') return cluster.gpus.namespace;
  if (key === 'cephCsi' && arc.driver === 'cephfs') return arc.nodeStageSecret.namespace;
  if (key === 'cloudnativePg' && databases.kind === 'cloudnative-pg') return databases.operatorNamespace;
  return CHARTS[key].namespace;
}

/** API versions that an add-on of a site serves in another version only, and what to know about it. */
export function notServed(site: Site): Readonly<Record<string, string>> {
  return Object.fromEntries(
    chosenCharts(site).flatMap(({ key, facts, version }) =>
      Object.entries(facts.apis)
        .filter(([, served]) => !isServed(served, version))
        .map(([api, { since, until }]) => [
          api,
          isBefore(version, since)
            ? `${facts.title} ${version} (addons.${key}) does not serve ${api} yet; ${since} does`
            : `${facts.title} ${version} (addons.${key}) does not serve ${api} any more, since ${until}`,
        ]),
    ),
  );
}

const isServed = ({ since, until }: { since: string; until?: string }, version: string) =>
  !isBefore(version, since) && (until === undefined || isBefore(version, until));

/** Whether a version comes before another; a leading `v` says nothing. */
export function isBefore(version: string, other: string): boolean {
  const [left, right] = [version, other].map((one) => one.replace(/^v/, '').split('.').map(Number));
  for (const [index, part] of (left ?? []).entries()) {
    const against = right?.[index] ?? 0;
    if (part !== against) return part < against;
  }
  return false;
}
