import { defineRule, fail, notApplicable } from '../../src/check/rule';
import { containersOf } from '../../src/check/view/containers';
import { environmentOf } from '../../src/check/world/environment';
import { rightsFaults } from '../../src/check/world/rights';
import { worldOf } from '../../src/check/world/world';

/** All that the schedule of snapshots does. */
const NEEDED = ['create', 'get', 'list', 'delete'].map((verb) => `snapshot.storage.k8s.io/volumesnapshots ${verb}`);

export const snapshotRights = defineRule({
  id: 'snapshot-rights',
  topic: 'accounts',
  on: 'platform',
  severity: 'error',
  why: 'Without these rights no snapshot is made, or none is ever taken away; any other right is what whoever breaks into the schedule could do.',
  fix: 'Bind its account to a Role that creates, gets, lists and deletes VolumeSnapshots of its own namespace and does nothing else.',
  source: 'capacity-storage-network.md §2.6',
  check: (platform) => {
    const world = worldOf(platform);
    const schedules = world.pods.filter(({ view }) =>
      containersOf(view).some(({ field }) => ['CLAIMS', 'CLASS'].every((name) => environmentOf(field).has(name))),
    );
    if (schedules.length === 0) return notApplicable;
    return fail(schedules.flatMap((pod) => rightsFaults(world, pod, NEEDED)));
  },
});
