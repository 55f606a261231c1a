import { type Amounts, formatAmount, KUBERNETES_NAMES, RESOURCES, type ResourceName } from './amounts';

/** How often a request goes into a space, and the resource that ends it. */
export interface Count {
  readonly times: number;
  readonly binding: ResourceName;
}

/** Counts in all resources together: a core here and a GiB there help nobody. */
export function countIn(space: Amounts, request: Amounts): Count {
  let count: Count = { times: Number.POSITIVE_INFINITY, binding: 'pods' };
  for (const binding of RESOURCES) {
    if (request[binding] === 0) continue;
    const times = Math.floor(Math.max(0, space[binding]) / request[binding]);
    if (times < count.times) count = { times, binding };
  }
  return count;
}

/** Resources of which a space has less than a request asks for. */
export const shortOf = (space: Amounts, request: Amounts): ResourceName[] =>
  RESOURCES.filter((resource) => request[resource] > space[resource]);

/** Amounts as a person reads them: `4 cpu, 32Gi memory, 1 nvidia.com/gpu`. */
export const written = (of: Amounts, which: readonly ResourceName[] = RESOURCES): string =>
  which
    .filter((resource) => which !== RESOURCES || (of[resource] > 0 && resource !== 'pods'))
    .map(
      (resource) =>
        `${formatAmount(resource, of[resource])} ${of[resource] === 1 && resource === 'pods' ? 'pod' : KUBERNETES_NAMES[resource]}`,
    )
    .join(', ');
