import { type Amounts, amounts, NOTHING, plus, sumOf } from './amounts';

/** What the containers of a pod ask for. */
export interface PodParts {
  readonly containers: readonly Amounts[];
  /** In their order; a sidecar starts in its turn and goes on running. */
  readonly init: readonly { readonly amounts: Amounts; readonly sidecar?: boolean }[];
  /** Of its RuntimeClass. @default nothing */
  readonly overhead?: Amounts;
}

/**
 * What a pod takes of its node, counted as Kubernetes does: containers run together, init containers one after the
 * other before them, each beside the sidecars that started before it; the larger of the two counts, resource by
 * resource. Every pod takes one of the node's places for pods.
 */
export function podRequest({ containers, init, overhead = NOTHING }: PodParts): Amounts {
  let sidecars = NOTHING;
  let peak = NOTHING;
  for (const { amounts: own, sidecar } of init) {
    const now = plus(sidecars, own);
    peak = larger(peak, now);
    if (sidecar) sidecars = now;
  }
  return { ...plus(larger(plus(sumOf(containers), sidecars), peak), overhead), pods: 1 };
}

const larger = (a: Amounts, b: Amounts): Amounts => amounts((resource) => Math.max(a[resource], b[resource]));
