import type { Pool } from '../config/pools';
import type { Site } from '../config/site';
import { poolLabels } from './capacity';
import { countedGpus } from './gpus';

/** One way of being a suitable node: all conditions hold. */
export interface NodeTerm {
  readonly matchExpressions: readonly NodeCondition[];
}

/** A condition on one label of a node, as Kubernetes writes it. */
export interface NodeCondition {
  readonly key: string;
  readonly operator: 'In' | 'Exists' | 'DoesNotExist' | 'Gt';
  readonly values?: readonly string[];
}

/** A taint that a pod bears. */
export interface Toleration {
  readonly key: string;
  readonly operator: 'Exists' | 'Equal';
  readonly value?: string;
  readonly effect: Taint['effect'];
}

/** A taint of a node. */
export type Taint = Pool['taints'][number];

/** Where pods of a role may run: on a node that fits any term (no terms: on every node), and whose taints they bear. */
export interface Placing {
  readonly terms: readonly NodeTerm[];
  readonly tolerations: readonly Toleration[];
}

/** Label by which GPU Feature Discovery says how many GPUs, or slices, a node has; the session service asks for it. */
export const GPU_COUNT_LABEL = 'nvidia.com/gpu.count';

/** Nodes for services, or for sessions. Nothing is asked of a cluster that has one pool only. */
export function placing(site: Site, role: 'services' | 'sessions'): Placing {
  const pools = Object.entries(site.pools).filter(([, pool]) => pool.role === role || pool.role === 'both');
  const terms = pools.map(([name]) => term(poolLabels(site, name)));
  return {
    // A term without conditions would select nothing, so one unlabelled pool means anywhere.
    terms: terms.every(({ matchExpressions }) => matchExpressions.length > 0) ? terms : [],
    tolerations: unique(pools.flatMap(([, pool]) => pool.taints.map(toleration))),
  };
}

/** The labels of a pool's nodes that decide where sessions go. */
export function nodeLabels(site: Site, name: string): Readonly<Record<string, string>> {
  const pool = site.pools[name];
  const labels = poolLabels(site, name);
  if (!pool?.gpu) return labels;
  return { ...labels, [GPU_COUNT_LABEL]: String(countedGpus(pool.gpu)) };
}

/** The condition that the session service adds to every term (platform-contract.md §2.5). */
export const gpuCondition = (gpus: number): NodeCondition =>
  gpus > 0
    ? { key: GPU_COUNT_LABEL, operator: 'Gt', values: ['0'] }
    : { key: GPU_COUNT_LABEL, operator: 'DoesNotExist' };

/** The condition of a node's labels that does not hold; `undefined` when all do. */
export const unmet = ({ matchExpressions }: NodeTerm, labels: Readonly<Record<string, string>>) =>
  matchExpressions.find((condition) => !holds(condition, labels[condition.key]));

function holds({ operator, values = [] }: NodeCondition, value: string | undefined): boolean {
  if (operator === 'DoesNotExist') return value === undefined;
  if (value === undefined) return false;
  if (operator === 'Gt') return /^-?\d+$/.test(value) && Number(value) > Number(values[0]);
  return operator === 'Exists' || values.includes(value);
}

/** The taint that keeps a pod away; `undefined` when it bears all of them. */
export const unborne = (tolerations: readonly Toleration[], taints: readonly Taint[]): Taint | undefined =>
  taints
    .filter(({ effect }) => effect !== 'PreferNoSchedule')
    .find((taint) => !tolerations.some((toleration) => bears(toleration, taint)));

const bears = ({ key, operator, value, effect }: Toleration, taint: Taint) =>
  key === taint.key && effect === taint.effect && (operator === 'Exists' || (value ?? '') === (taint.value ?? ''));

const term = (labels: Readonly<Record<string, string>>): NodeTerm => ({
  matchExpressions: Object.entries(labels).map(([key, value]) => ({ key, operator: 'In', values: [value] })),
});

const toleration = ({ key, value, effect }: Taint): Toleration =>
  value === undefined ? { key, operator: 'Exists', effect } : { key, operator: 'Equal', value, effect };

const unique = <T>(values: readonly T[]): T[] => [
  ...new Map(values.map((value) => [JSON.stringify(value), value])).values(),
];
