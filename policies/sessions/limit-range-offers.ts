import { defineRule, type Fault, fail, notApplicable } from '../../src/check/rule';
import { eachOf } from '../../src/check/undecided';
import { amountAt } from '../../src/check/view/amount';
import type { Field } from '../../src/check/view/field';
import { faultAt, manifestFault } from '../../src/check/world/faults';
import { limitRangesOf } from '../../src/check/world/limit-range';
import { type WorldObject, worldOf } from '../../src/check/world/world';
import { UNIT } from '../../src/quantity';

const GPU = 'nvidia.com/gpu';
const AMOUNTS = ['defaultRequest', 'default', 'max'] as const;
const Gi = 2n ** 30n;

export const limitRangeOffers = defineRule({
  id: 'limit-range-offers',
  topic: 'sessions',
  on: 'platform',
  severity: 'error',
  why: 'With limit ranges switched on, the session service offers the sizes that it reads from this object, as whole cores and GiB; what it cannot read stops every session until it is restarted.',
  fix: 'Declare one LimitRange for containers in the namespace of the sessions: whole cores and GiB in max, default and defaultRequest, no min.',
  source:
    'platform-contract.md §7 item 9, §2.10; skaha-verified.md §1 item 11; capacity-storage-network.md §3.4 Q4, Q5, G1',
  check: (platform) => {
    const world = worldOf(platform);
    const { service } = world;
    if (service?.variables.get('SKAHA_SESSION_LIMIT_RANGE_ENABLED')?.value !== 'true') return notApplicable;
    const ranges = limitRangesOf(world);
    if (ranges.length === 0) {
      const path = service.container.field.get('env').path;
      return fail([manifestFault(service.manifest, path, `there is no LimitRange in ${service.sessions}`)]);
    }
    const gpus = service.variables.get('GPU_ENABLED')?.value === 'true';
    return eachOf(ranges, ({ one, limits }) => [...limitFaults(one, limits), ...offerFaults(one, limits, gpus)]);
  },
});

function limitFaults(one: WorldObject, limits: Field): Fault[] {
  const containers = limits.items().filter((limit) => limit.get('type').text() === 'Container');
  const [limit, ...more] = containers;
  if (!limit || more.length > 0) return [faultAt(one, limits.path, 'it has not exactly one limit for containers')];
  const min = limit.get('min');
  return [
    // Init containers and desktops are smaller than anybody would offer.
    ...(min.exists ? [faultAt(one, min.path, 'a minimum refuses the init containers of sessions')] : []),
    ...AMOUNTS.flatMap((what) => [
      ...wholeFaults(one, limit.get(what, 'cpu'), 1n, 'a whole number of cores'),
      ...wholeFaults(one, limit.get(what, 'memory'), Gi, 'a whole number of GiB'),
    ]),
    ...gpuFaults(one, limit),
    ...orderFaults(one, limit),
  ];
}

function wholeFaults(one: WorldObject, field: Field, unit: bigint, meaning: string): Fault[] {
  const amount = amountAt(field) ?? 0n;
  if (amount > 0n && amount % (unit * UNIT) === 0n) return [];
  return [faultAt(one, field.path, `it is ${field.amount() ?? 'absent'} and not ${meaning}`)];
}

/** The session service asks nodes for GPUs only when it is told that there are some. */
function offerFaults(one: WorldObject, limits: Field, gpus: boolean): Fault[] {
  const offered = limits.items().map((limit) => limit.get('max', GPU));
  if (offered.some(({ exists }) => exists) === gpus) return [];
  const fact = gpus ? 'it offers no GPU, and GPU_ENABLED is true' : 'it offers GPUs, and GPU_ENABLED is not true';
  return [faultAt(one, limits.path, fact)];
}

/** Without a default of none, every container would be given the maximum of GPUs, init containers too. */
function gpuFaults(one: WorldObject, limit: Field): Fault[] {
  if (!limit.get('max', GPU).exists) return [];
  return ['default', 'defaultRequest']
    .map((what) => limit.get(what, GPU))
    .filter((field) => field.amount() !== '0')
    .map((field) => faultAt(one, field.path, 'a container that asks for no GPU would be given one'));
}

/** defaultRequest <= default <= max, or the API server refuses every container that states nothing. */
function orderFaults(one: WorldObject, limit: Field): Fault[] {
  return AMOUNTS.slice(0, -1).flatMap((lower, index) => {
    const upper = AMOUNTS[index + 1] ?? 'max';
    return limit
      .get(lower)
      .entries()
      .filter(([resource, field]) => {
        const bound = amountAt(limit.get(upper, resource));
        const amount = amountAt(field);
        return bound !== undefined && amount !== undefined && amount > bound;
      })
      .map(([resource, field]) =>
        faultAt(one, field.path, `${field.amount()} is more than ${upper} has of ${resource}`),
      );
  });
}
