import type { Amounts } from './amounts';
import type { NodeGroup } from './nodes';
import { gpuCondition, type NodeTerm, placing, unborne, unmet } from './placement';
import type { Plan } from './plan';

/** What sessions ask of a node before its room counts. */
export type Conditions = ReturnType<typeof findConditions>;

// A proof of all offers asks a hundred times, and there are two answers: with and without GPU.
const known = new WeakMap<Plan, Map<boolean, Conditions>>();

/** What such sessions ask of a node. */
export function conditionsOf(plan: Plan, { gpu }: Amounts): Conditions {
  const of = known.get(plan) ?? new Map<boolean, Conditions>();
  known.set(plan, of);
  const conditions = of.get(gpu > 0) ?? findConditions(plan, gpu);
  of.set(gpu > 0, conditions);
  return conditions;
}

function findConditions(plan: Plan, gpu: number) {
  const { terms, tolerations } = placing(plan.site, 'sessions');
  // The session service adds its GPU condition only where the site has GPUs.
  const condition = plan.offers.gpus.length > 0 ? [gpuCondition(gpu)] : [];
  const all: NodeTerm[] = (terms.length > 0 ? terms : [{ matchExpressions: [] }]).map(({ matchExpressions }) => ({
    matchExpressions: [...matchExpressions, ...condition],
  }));
  return { all, condition, tolerations };
}

/** Why the scheduler keeps such a session off a node; `undefined` when it does not. */
export function closedTo({ all, condition, tolerations }: Conditions, { labels, taints }: NodeGroup, { gpu }: Amounts) {
  if (!all.some((term) => unmet(term, labels) === undefined)) {
    if (condition.some((one) => unmet({ matchExpressions: [one] }, labels)))
      return gpu > 0 ? 'its nodes have no GPU' : 'sessions without a GPU are kept off nodes with GPUs';
    return `its nodes lack a label that sessions require: ${all[0] && unmet(all[0], labels)?.key}`;
  }
  const taint = unborne(tolerations, taints);
  return taint && `sessions do not tolerate its taint ${taint.key}:${taint.effect}`;
}
