import { defineRule, type Fault, notApplicable } from '../../src/check/rule';
import { eachOf } from '../../src/check/undecided';
import { amountAt } from '../../src/check/view/amount';
import { Field } from '../../src/check/view/field';
import { faultAt } from '../../src/check/world/faults';
import { kueueOf, type Quota, quotasOf, wholeUnits } from '../../src/check/world/queues';
import { type World, type WorldObject, worldOf } from '../../src/check/world/world';
import { groupKind } from '../../src/kube/reference';
import type { NodeKind } from '../../src/plan/provides';
import { UNIT } from '../../src/quantity';

export const queueQuota = defineRule({
  id: 'queue-quota',
  topic: 'queues',
  on: 'platform',
  severity: 'error',
  why: 'Quota above what the nodes have admits sessions that stay pending and hold it; a ResourceQuota below the queues makes the API server refuse pods of sessions that were admitted.',
  fix: 'Promise all queues together at most what the nodes offer, and leave room for all of it in the ResourceQuota of the sessions.',
  source: 'capacity-storage-network.md §3.4 K1, K18, G6',
  check: (platform) => {
    const world = worldOf(platform);
    const queues = kueueOf(world, 'ClusterQueue');
    if (queues.length === 0) return notApplicable;
    const quotas = queues.flatMap(quotasOf);
    return eachOf<WorldObject>(world.delivered, (one) => [
      ...overNodes(one, quotas, platform.provides.nodes),
      ...overQuota(world, one),
    ]);
  },
});

/** At the flavour: all queues together promise more of it than its nodes offer. */
function overNodes(one: WorldObject, quotas: readonly Quota[], kinds: readonly NodeKind[]): Fault[] {
  if (groupKind(one.object) !== 'kueue.x-k8s.io/ResourceFlavor') return [];
  const labels = Field.of(one.object).get('spec', 'nodeLabels').entries();
  const nodes = kinds.filter((node) => labels.every(([key, value]) => node.labels[key] === value.text()));
  // Kinds of nodes whose number nobody says.
  if (nodes.length === 0 || nodes.some(({ offers }) => offers === undefined)) return [];
  const mine = quotas.filter(({ flavour }) => flavour === one.object.metadata.name);
  return [...new Set(mine.map(({ resource }) => resource))].flatMap((resource) => {
    const promised = mine
      .filter((quota) => quota.resource === resource)
      .reduce((sum, { nominal }) => sum + nominal, 0n);
    const there = nodes.reduce((sum, { offers = {} }) => sum + BigInt(offers[resource] ?? 0), 0n);
    if (promised <= (there * UNIT) / (resource === 'cpu' ? 1000n : 1n)) return [];
    const has = resource === 'cpu' ? Number(there) / 1000 : Number(there);
    return [faultAt(one, '', `queues promise ${wholeUnits(promised)} ${resource}, and its nodes offer ${has}`)];
  });
}

/** At a ResourceQuota of the sessions: less than the queues that lead there may admit. */
function overQuota(world: World, one: WorldObject): Fault[] {
  const { namespace } = one.object.metadata;
  if (groupKind(one.object) !== '/ResourceQuota' || namespace === undefined) return [];
  const names = kueueOf(world, 'LocalQueue')
    .filter((queue) => queue.one.object.metadata.namespace === namespace)
    .map(({ spec }) => spec.get('clusterQueue').text());
  const quotas = kueueOf(world, 'ClusterQueue')
    .filter(({ name }) => names.includes(name))
    .flatMap(quotasOf);
  return Field.of(one.object)
    .get('spec', 'hard')
    .entries()
    .flatMap(([key, field]) => {
      const resource = key.replace(/^requests\./, '');
      const mine = quotas.filter((quota) => quota.resource === resource);
      const admitted = mine.reduce((sum, { nominal, borrowing = 0n }) => sum + nominal + borrowing, 0n);
      const hard = amountAt(field) ?? 0n;
      if (admitted <= hard) return [];
      return [
        faultAt(
          one,
          field.path,
          `the queues admit ${wholeUnits(admitted)} ${resource}, and only ${wholeUnits(hard)} may run`,
        ),
      ];
    });
}
