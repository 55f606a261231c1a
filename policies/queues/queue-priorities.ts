import { defineRule, type Fault, notApplicable } from '../../src/check/rule';
import { eachOf } from '../../src/check/undecided';
import { Field } from '../../src/check/view/field';
import { faultAt } from '../../src/check/world/faults';
import { type KueueObject, kueueOf } from '../../src/check/world/queues';
import { type World, type WorldObject, worldOf } from '../../src/check/world/world';
import { groupKind } from '../../src/kube/reference';

/** Session types that nobody is in front of. */
const UNATTENDED = new Set(['HEADLESS']);

export const queuePriorities = defineRule({
  id: 'queue-priorities',
  topic: 'queues',
  on: 'platform',
  severity: 'error',
  why: 'Kueue stops sessions by one list of priorities and the scheduler pods by another; where the two disagree, or an interactive session is not on top, somebody loses a running notebook.',
  fix: 'Give classes of one name one value, put interactive sessions above all others, and name the value of an existing class as threshold.',
  source: 'capacity-storage-network.md §3.4 K15, K16, K17',
  check: (platform) => {
    const world = worldOf(platform);
    const classes = classesOf(world, 'kueue.x-k8s.io/WorkloadPriorityClass');
    if (classes.length === 0) return notApplicable;
    const pods = classesOf(world, 'scheduling.k8s.io/PriorityClass');
    const queues = kueueOf(world, 'ClusterQueue');
    const values = classes.map(({ value }) => value);
    return eachOf<WorldObject>([...classes.map(({ one }) => one), ...queues.map(({ one }) => one)], (one) => {
      const priority = classes.find((other) => other.one === one);
      const queue = queues.find((other) => other.one === one);
      return [
        ...(priority ? [...disagreeing(priority, pods), ...interactive(world, priority, queues, values)] : []),
        ...(queue ? threshold(queue, values) : []),
      ];
    });
  },
});

interface PriorityOf {
  readonly one: WorldObject;
  readonly name: string;
  readonly value: number | undefined;
}

const classesOf = (world: World, kind: string): PriorityOf[] =>
  world.delivered
    .filter(({ object }) => groupKind(object) === kind)
    .map((one) => ({ one, name: one.object.metadata.name, value: Field.of(one.object).get('value').integer() }));

function disagreeing({ one, name, value }: PriorityOf, pods: readonly PriorityOf[]): Fault[] {
  const twin = pods.find((other) => other.name === name);
  return twin && twin.value !== value
    ? [faultAt(one, 'value', `it is ${value}, and the PriorityClass of the same name has ${twin.value}`)]
    : [];
}

/** A class of interactive sessions that others may push out. */
function interactive(
  world: World,
  { one, name, value }: PriorityOf,
  queues: readonly KueueObject[],
  values: readonly (number | undefined)[],
): Fault[] {
  const types = [...(world.service?.variables.values() ?? [])].flatMap((variable) => {
    const type = /^SKAHA_QUEUE_(.+)_PRIORITY_CLASS$/.exec(variable.name)?.[1];
    return type !== undefined && variable.value === name && !UNATTENDED.has(type) ? [type.toLowerCase()] : [];
  });
  if (types.length === 0) return [];
  const policies = queues.flatMap(({ spec }) =>
    ['withinClusterQueue', 'reclaimWithinCohort'].map((key) => spec.get('preemption', key).text() ?? 'Never'),
  );
  const any = policies.find((policy) => policy === 'Any' || policy === 'LowerOrNewerEqualPriority');
  if (any)
    return [
      faultAt(
        one,
        'value',
        `${types[0]} sessions have it, and a queue stops sessions by ${any}, whatever their priority`,
      ),
    ];
  const above = values.find((other) => other !== undefined && value !== undefined && other > value);
  if (above === undefined || !policies.includes('LowerPriority')) return [];
  return [
    faultAt(one, 'value', `${types[0]} sessions have it, and a class with ${above} is above: they are stopped for it`),
  ];
}

function threshold({ one, spec }: KueueObject, values: readonly (number | undefined)[]): Fault[] {
  const field = spec.get('preemption', 'borrowWithinCohort', 'maxPriorityThreshold');
  const most = field.integer();
  if (most === undefined || values.includes(most)) return [];
  return [faultAt(one, field.path, `${most} is the value of no class; they have ${values.join(', ')}`)];
}
