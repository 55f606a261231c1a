import type { NodeSelectorTerm, Toleration } from 'kubernetes-types/core/v1';
import type { Pool } from '../config/pools';
import { poolLabels } from '../plan/capacity';
import type { Plan } from '../plan/plan';
import type { Placement } from './pod';

/** Nodes for services, or for sessions. Nothing is asked of a cluster that has one pool only. */
export function placementOn({ site }: Plan, role: 'services' | 'sessions'): Placement {
  const pools = Object.entries(site.pools).filter(([, pool]) => pool.role === role || pool.role === 'both');
  const terms = pools.map(([name]) => term(poolLabels(site, name)));
  const tolerations = unique(pools.flatMap(([, pool]) => pool.taints.map(toleration)));
  return {
    // Required, not preferred: a term without expressions would select nothing, so one unlabelled pool means anywhere.
    ...(terms.length > 0 &&
      terms.every((one) => (one.matchExpressions?.length ?? 0) > 0) && {
        affinity: { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: terms } } },
      }),
    ...(tolerations.length > 0 && { tolerations }),
  };
}

const term = (labels: Readonly<Record<string, string>>): NodeSelectorTerm => ({
  matchExpressions: Object.entries(labels).map(([key, value]) => ({ key, operator: 'In', values: [value] })),
});

const toleration = ({ key, value, effect }: Pool['taints'][number]): Toleration =>
  value === undefined ? { key, operator: 'Exists', effect } : { key, operator: 'Equal', value, effect };

const unique = <T>(values: readonly T[]): T[] => [
  ...new Map(values.map((value) => [JSON.stringify(value), value])).values(),
];
