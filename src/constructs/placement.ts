import type { PodSpec } from 'kubernetes-types/core/v1';
import { placing } from '../plan/placement';
import type { Plan } from '../plan/plan';

/** Which nodes a pod may run on. */
export type Placement = Pick<PodSpec, 'affinity' | 'tolerations'>;

/** Nodes for services, or for sessions, as pods ask for them: required, not preferred. */
export function placementOn({ site }: Plan, role: 'services' | 'sessions'): Placement {
  const { terms, tolerations } = placing(site, role);
  const nodeSelectorTerms = terms.map(({ matchExpressions }) => ({
    matchExpressions: matchExpressions.map(({ values, ...condition }) => ({
      ...condition,
      ...(values && { values: [...values] }),
    })),
  }));
  return {
    ...(terms.length > 0 && {
      affinity: { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms } } },
    }),
    ...(tolerations.length > 0 && { tolerations: [...tolerations] }),
  };
}
