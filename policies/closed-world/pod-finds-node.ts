import { defineRule, type Fault, notApplicable } from '../../src/check/rule';
import { eachOf } from '../../src/check/undecided';
import { bearsTaints, nodeTerms } from '../../src/check/view/node-affinity';
import { faultAt } from '../../src/check/world/faults';
import { worldOf } from '../../src/check/world/world';

export const podFindsNode = defineRule({
  id: 'pod-finds-node',
  topic: 'closed-world',
  on: 'platform',
  severity: 'error',
  why: 'A pod that asks for labels that no pool has, or does not bear the taints of the pools that have them, stays Pending; and of several pools it never uses such a one.',
  fix: 'Ask for the labels of a pool, and tolerate its taints.',
  source: 'capacity-storage-network.md §3.4 K5, G7',
  check: (platform) => {
    const { nodes } = platform.provides;
    const { pods } = worldOf(platform);
    if (nodes.length === 0 || pods.length === 0) return notApplicable;
    return eachOf(pods, ({ maker, view }): Fault[] =>
      nodeTerms(view).flatMap(({ path, fits }) => {
        const suitable = nodes.filter(fits);
        if (suitable.some((node) => bearsTaints(view, node))) return [];
        const fact = suitable.length === 0 ? 'no pool has the labels' : 'the pod does not bear the taints of the pool';
        return [faultAt(maker, path, `${fact} that it asks for here`)];
      }),
    );
  },
});
