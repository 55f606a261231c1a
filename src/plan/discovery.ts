import type { Discovered } from '../config/pool-provider';
import type { Pool } from '../config/pools';
import type { Site } from '../config/site';
import { writtenLabels } from './machines';
import type { Toleration } from './placement';

/** API version of the objects of Node Feature Discovery. */
export const NFD_API = 'nfd.k8s-sigs.io/v1alpha1';

/** What Node Feature Discovery does for the nodes of one pool: on which of them it writes what. */
export interface DiscoveryRule {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly matchFeatures: readonly FeatureTerm[];
}

/** Conditions on one thing that it sees of a node. */
export interface FeatureTerm {
  readonly feature: string;
  readonly matchExpressions: Readonly<
    Record<string, { readonly op: 'In' | 'InRegexp'; readonly value: readonly string[] }>
  >;
}

/** How Node Feature Discovery knows the nodes of a pool; `undefined` where somebody else writes their labels. */
export const discoveredOf = ({ provider }: Pool): Discovered | undefined =>
  provider.kind === 'existing' ? provider.discovered : undefined;

/** The rules of a site, one for each pool whose labels it does not leave to somebody else. */
export const discoveryRules = (site: Site): DiscoveryRule[] =>
  Object.entries(site.pools).flatMap(([name, pool]) => {
    const discovered = discoveredOf(pool);
    return discovered ? [{ name, labels: writtenLabels(site, name), matchFeatures: terms(discovered) }] : [];
  });

/** Taints that its worker must bear to see those nodes. */
export const discoveredTaints = ({ pools }: Site): Toleration[] => [
  ...new Map(
    Object.values(pools)
      .filter((pool) => discoveredOf(pool) !== undefined)
      .flatMap(({ taints }) => taints)
      .map(({ key, effect }) => [`${key} ${effect}`, { key, operator: 'Exists' as const, effect }]),
  ).values(),
];

function terms({ names, models, pci }: Discovered): FeatureTerm[] {
  const found: FeatureTerm[] = [];
  if (names)
    found.push({
      feature: 'system.name',
      matchExpressions: { nodename: { op: 'InRegexp', value: names.map(pattern) } },
    });
  if (models) found.push({ feature: 'system.dmiid', matchExpressions: { product_name: { op: 'In', value: models } } });
  if (pci)
    found.push({
      feature: 'pci.device',
      matchExpressions: {
        vendor: { op: 'In', value: [pci.vendor] },
        ...(pci.devices && { device: { op: 'In', value: pci.devices } }),
      },
    });
  return found;
}

/** The regular expression of a name with stars. */
const pattern = (name: string) => `^${name.replaceAll('.', '[.]').replaceAll('*', '.*')}$`;
