import { defineRule, type Fault, notApplicable } from '../../src/check/rule';
import { eachOf } from '../../src/check/undecided';
import { amountAt } from '../../src/check/view/amount';
import { selects } from '../../src/check/view/label-selector';
import { faultAt } from '../../src/check/world/faults';
import { limitRangesOf } from '../../src/check/world/limit-range';
import { type KueueObject, kueueOf } from '../../src/check/world/queues';
import { type World, worldOf } from '../../src/check/world/world';

export const queueReach = defineRule({
  id: 'queue-reach',
  topic: 'queues',
  on: 'platform',
  severity: 'error',
  why: 'A session whose namespace its queue does not select, or that asks for a resource without quota, is never admitted; a queue that no session type is led to keeps its share from everybody.',
  fix: 'Select the namespace of the LocalQueue, cover every resource of the LimitRange, and lead a session type to each queue.',
  source: 'capacity-storage-network.md §3.4 K11, K13, K14',
  check: (platform) => {
    const world = worldOf(platform);
    const queues = kueueOf(world, 'LocalQueue');
    if (queues.length === 0) return notApplicable;
    const behind = new Map(kueueOf(world, 'ClusterQueue').map((queue) => [queue.name, queue]));
    return eachOf(queues, (queue): Fault[] => {
      const name = queue.spec.get('clusterQueue');
      const cluster = behind.get(name.text() ?? '');
      return [
        ...(cluster ? [...selected(queue, cluster), ...covered(world, queue, cluster)] : []),
        ...reached(world, queue),
      ];
    });
  },
});

function selected({ one }: KueueObject, { name, spec }: KueueObject): Fault[] {
  const { namespace = 'default' } = one.object.metadata;
  const selector = spec.get('namespaceSelector');
  // An empty selector takes all namespaces, none at all takes none.
  if (selector.exists && selects(selector, { 'kubernetes.io/metadata.name': namespace })) return [];
  return [faultAt(one, 'metadata.namespace', `ClusterQueue ${name} does not select the namespace ${namespace}`)];
}

function covered(world: World, { one }: KueueObject, { name, spec }: KueueObject): Fault[] {
  if (one.object.metadata.namespace !== world.service?.sessions) return [];
  const has = new Set(
    spec
      .get('resourceGroups')
      .items()
      .flatMap((group) => group.get('coveredResources').items())
      .map((field) => field.text()),
  );
  const asked = limitRangesOf(world)
    .flatMap(({ limits }) => limits.items())
    .flatMap((limit) => [...limit.get('defaultRequest').entries(), ...limit.get('max').entries()])
    .filter(([, field]) => (amountAt(field) ?? 0n) >= 0n)
    .map(([resource]) => resource);
  return [...new Set(asked)]
    .filter((resource) => !has.has(resource))
    .map((resource) =>
      faultAt(one, 'spec.clusterQueue', `sessions may ask for ${resource}, of which ClusterQueue ${name} has no quota`),
    );
}

function reached(world: World, { one, name }: KueueObject): Fault[] {
  const { service } = world;
  if (!service || one.object.metadata.namespace !== service.sessions) return [];
  const led = [...service.variables.values()].filter((variable) => /^SKAHA_QUEUE_.+_NAME$/.test(variable.name));
  if (led.length === 0 || led.some(({ value }) => value === name || value === undefined)) return [];
  return [faultAt(one, '', 'the session service leads no session type to this queue')];
}
