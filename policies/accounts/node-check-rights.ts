import { defineRule, fail, notApplicable } from '../../src/check/rule';
import { containersOf } from '../../src/check/view/containers';
import { environmentOf } from '../../src/check/world/environment';
import { rightsFaults } from '../../src/check/world/rights';
import { worldOf } from '../../src/check/world/world';

/** All that a comparison of nodes does. */
const NEEDED = ['/nodes list'];

export const nodeCheckRights = defineRule({
  id: 'node-check-rights',
  topic: 'accounts',
  on: 'platform',
  severity: 'error',
  why: 'Without this right the comparison of declared and real nodes says nothing; any other right is what whoever breaks into it could do in the whole cluster.',
  fix: 'Bind its account to a ClusterRole that lists nodes and does nothing else.',
  source: 'capacity-storage-network.md §1.1',
  check: (platform) => {
    const world = worldOf(platform);
    const checks = world.pods.filter(({ view }) =>
      containersOf(view).some(({ field }) => environmentOf(field).has('CONTRACTS')),
    );
    if (checks.length === 0) return notApplicable;
    return fail(
      checks.flatMap((pod) => rightsFaults(world, pod, NEEDED, ({ object }) => object.kind === 'ClusterRoleBinding')),
    );
  },
});
