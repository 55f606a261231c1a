import type { Site } from '../config/site';
import { allocatable } from './allocatable';
import { type Amounts, formatAmount, KUBERNETES_NAMES, RESOURCES, type ResourceName } from './amounts';
import { poolLabels } from './capacity';
import { discoveredOf } from './discovery';
import { softwareLabels } from './gpu-software';
import { GPU_COUNT_LABEL, nodeLabels, type Taint } from './placement';

/** What the nodes of a pool must be: what the site declares of nodes that somebody else keeps. */
export interface NodeContract {
  readonly pool: string;
  /** At least so many. */
  readonly nodes: number;
  /** Labels by which they are found. */
  readonly selector: Readonly<Record<string, string>>;
  /** What to do when fewer are found. */
  readonly missing: string;
  /** Labels that they must have beside, each with who writes it. */
  readonly labels: readonly { readonly key: string; readonly value: string; readonly act: string }[];
  readonly taints: readonly Taint[];
  /** Each of them offers at least this much, GPUs exactly. */
  readonly least: Amounts;
}

/** Taints that say how a node is today, not what it is for. */
export const PASSING_TAINT = 'node.kubernetes.io/';

/** The contracts of all pools whose nodes the platform does not make. */
export function nodeContracts(site: Site): NodeContract[] {
  return Object.entries(site.pools)
    .filter(([, { provider }]) => provider.kind === 'existing')
    .map(([pool, declared]) => {
      const selector = poolLabels(site, pool);
      const discovered = discoveredOf(declared);
      const count = nodeLabels(site, pool)[GPU_COUNT_LABEL];
      return {
        pool,
        nodes: declared.nodes,
        selector,
        missing: discovered
          ? `See whether Node Feature Discovery runs on them, and what pools.${pool}.provider.discovered says; or declare fewer`
          : 'Add nodes with the labels of the pool, or declare fewer',
        labels: [
          ...(count === undefined
            ? []
            : [
                {
                  key: GPU_COUNT_LABEL,
                  value: count,
                  act: 'GPU Feature Discovery writes it: run it there, or declare the GPUs that the nodes have',
                },
              ]),
          ...Object.entries(softwareLabels(site, pool)).map(([key, value]) => ({
            key,
            value,
            act: discovered
              ? `Node Feature Discovery writes it: see whether it runs on them, and what pools.${pool}.provider.discovered says`
              : `Write it: kubectl label nodes -l ${selected(selector)} ${key}=${value}`,
          })),
        ],
        taints: declared.taints,
        least: allocatable(declared),
      };
    });
}

const selected = (labels: Readonly<Record<string, string>>) =>
  Object.entries(labels)
    .map(([key, value]) => `${key}=${value}`)
    .join(',') || 'kubernetes.io/os=linux';

/** A contract as a file: what the Job that looks at the real nodes reads. Amounts in millicores and bytes. */
export const contractsFile = (site: Site): string =>
  `${JSON.stringify(
    nodeContracts(site).map(({ least, ...rest }) => ({
      ...rest,
      least: RESOURCES.map((resource) => ({
        resource,
        name: KUBERNETES_NAMES[resource],
        amount: least[resource],
        text: formatAmount(resource, least[resource]),
      })),
    })),
    null,
    1,
  )}\n`;

/** Resources of which a node may not have more than is declared: a GPU too many is a layout of another kind. */
export const EXACT: readonly ResourceName[] = ['gpu'];
