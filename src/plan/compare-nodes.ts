import type { Problem } from '../errors';
import { type Amounts, formatAmount, KUBERNETES_NAMES, RESOURCES } from './amounts';
import { EXACT, type NodeContract, PASSING_TAINT } from './node-contract';
import type { Taint } from './placement';

/** A node as its cluster shows it. */
export interface ComparedNode {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly taints: readonly Taint[];
  readonly allocatable: Amounts;
}

/**
 * What of a contract does not hold. `assets/scripts/check-nodes.jq` says the same in the cluster, line by line, and a
 * test compares the two.
 */
export function* compareNodes(contract: NodeContract, all: readonly ComparedNode[]): Generator<Problem> {
  const { pool, nodes: declared, selector, missing, labels, taints } = contract;
  const nodes = all.filter((node) => Object.entries(selector).every(([key, value]) => node.labels[key] === value));
  const path = `pools.${pool}`;
  if (nodes.length < declared)
    yield {
      path: `${path}.nodes`,
      fact: `${nodes.length} of the ${declared} nodes are there`,
      act: missing,
    };
  for (const { key, value, act } of labels) {
    const without = nodes.filter((node) => node.labels[key] !== value);
    if (without.length > 0) yield { path, fact: `${named(without)} without the label ${key}=${value}`, act };
  }
  for (const taint of taints) {
    const without = nodes.filter((node) => !node.taints.some((one) => same(one, taint)));
    if (without.length > 0)
      yield {
        path: `${path}.taints`,
        fact: `${named(without)} without the taint ${written(taint)}`,
        act: 'Taint them, or remove the taint from the declaration',
      };
  }
  for (const taint of strangers(nodes, taints)) {
    const tainted = nodes.filter((node) => node.taints.some((one) => same(one, taint)));
    yield {
      path: `${path}.taints`,
      fact: `${named(tainted)} with the taint ${written(taint)}, which no session tolerates`,
      act: 'Declare it, or take it off',
    };
  }
  yield* sizes(contract, nodes);
}

function* sizes({ pool, least }: NodeContract, nodes: readonly ComparedNode[]): Generator<Problem> {
  for (const resource of RESOURCES) {
    const bad = nodes
      .filter(({ allocatable }) =>
        EXACT.includes(resource) ? allocatable[resource] !== least[resource] : allocatable[resource] < least[resource],
      )
      .sort((a, b) => a.allocatable[resource] - b.allocatable[resource]);
    const [worst] = bad;
    if (!worst) continue;
    const has = formatAmount(resource, worst.allocatable[resource]);
    yield {
      path: resource === 'gpu' ? `pools.${pool}.gpu` : `pools.${pool}.allocatable.${resource}`,
      fact: `${formatAmount(resource, least[resource])} ${KUBERNETES_NAMES[resource]} is declared, and ${named(bad)} with another: ${worst.name} has ${has}`,
      act: resource === 'gpu' ? 'Declare the GPUs that the nodes have' : `Write at most ${has}`,
    };
  }
}

/** Taints that keep pods away and that the pool does not declare. */
function strangers(nodes: readonly ComparedNode[], declared: readonly Taint[]): Taint[] {
  const all = nodes
    .flatMap(({ taints }) => taints)
    .filter(({ key, effect }) => effect !== 'PreferNoSchedule' && !key.startsWith(PASSING_TAINT))
    .filter((taint) => !declared.some((one) => same(one, taint)));
  return [...new Map(all.map((taint) => [written(taint), taint])).values()].sort((a, b) =>
    written(a) < written(b) ? -1 : 1,
  );
}

const same = (a: Taint, b: Taint) => written(a) === written(b);

const written = ({ key, value, effect }: Taint) => `${key}${value ? `=${value}` : ''}:${effect}`;

/** `3 nodes (a, b, c)`; more than five are counted. */
function named(nodes: readonly ComparedNode[]): string {
  const names = nodes.slice(0, 5).map(({ name }) => name);
  const more = nodes.length > names.length ? `, and ${nodes.length - names.length} more` : '';
  return `${nodes.length} ${nodes.length === 1 ? 'node' : 'nodes'} (${names.join(', ')}${more})`;
}
