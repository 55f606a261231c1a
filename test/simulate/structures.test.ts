import fc from 'fast-check';
import type { LoadStream } from '../../src/config/load';
import { amounts, RESOURCES } from '../../src/plan/amounts';
import { quotaBook } from '../../src/plan/quota-room';
import { Agenda } from '../../src/simulate/agenda';
import { hourlyRates, lengthOf, meanLength, nextArrival } from '../../src/simulate/arrivals';
import { Gauge } from '../../src/simulate/gauge';
import { NodeRoom } from '../../src/simulate/node-room';
import { NumberSet } from '../../src/simulate/number-set';
import { Quotas } from '../../src/simulate/quotas';
import { Random } from '../../src/simulate/random';
import { planOf } from '../plan/sample';

const seed = 20260101;
const Gi = 2 ** 30;

test('a seed gives the same numbers, evenly spread, and another seed gives others', () => {
  const draw = (from: number) =>
    Array.from(
      { length: 2000 },
      (
        (random) => () =>
          random.next()
      )(new Random(from)),
    );
  expect(draw(1)).toEqual(draw(1));
  expect(draw(1)).not.toEqual(draw(2));
  for (const from of [0, 1, 2 ** 32 - 1]) {
    const numbers = draw(from);
    expect(Math.min(...numbers)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...numbers)).toBeLessThan(1);
    expect(numbers.reduce((sum, one) => sum + one, 0) / numbers.length).toBeCloseTo(0.5, 1);
  }
});

test('a set of numbers finds its members as a set does', () => {
  const step = fc.tuple(fc.boolean(), fc.nat({ max: 2999 }), fc.nat({ max: 2999 }));
  fc.assert(
    fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
      const set = new NumberSet(3000);
      const real = new Set<number>();
      for (const [add, number, from] of steps) {
        if (add && !real.has(number)) set.add(number);
        if (!add && real.has(number)) set.delete(number);
        if (add) real.add(number);
        else real.delete(number);
        expect(set.size).toBe(real.size);
        const above = [...real].filter((one) => one >= from);
        expect(set.next(from)).toBe(above.length > 0 ? Math.min(...above) : -1);
        expect(real.has(set.any(number / 3000)) || real.size === 0).toBe(true);
      }
    }),
    { seed },
  );
});

test('an agenda gives its entries in the order of time, and equal times in the order of entry', () => {
  fc.assert(
    fc.property(fc.array(fc.nat({ max: 20 })), (times) => {
      const agenda = new Agenda<[number, number]>();
      for (const [index, time] of times.entries()) agenda.add(time, [time, index]);
      const taken = times.map(() => agenda.take() as [number, number]);
      expect(taken).toEqual(
        times
          .map((time, index) => [time, index])
          .sort((a, b) => (a[0] as number) - (b[0] as number) || (a[1] as number) - (b[1] as number)),
      );
      expect(agenda.take()).toBeUndefined();
    }),
    { seed },
  );
});

test('a gauge knows its average and its peak', () => {
  const gauge = new Gauge();
  gauge.add(4, 0);
  gauge.add(-3, 10);
  expect([gauge.mean(40), gauge.peak]).toEqual([(4 * 10 + 30) / 40, 4]);
});

describe('arrivals', () => {
  test('come as often as the rate says, in the hours that it says', () => {
    const random = new Random(7);
    const rates = hourlyRates({ perHour: Array.from({ length: 24 }, (_, hour) => (hour < 12 ? 0 : 50)), day: 'flat' });
    let [time, count] = [0, 0];
    for (; time < 30 * 86_400; count++) {
      time = nextArrival(rates, time, random);
      expect(time % 86_400).toBeGreaterThanOrEqual(12 * 3600);
    }
    expect(count / (30 * 12 * 50)).toBeCloseTo(1, 1);
  });

  test('never come without a rate', () => {
    expect(nextArrival(hourlyRates({ perHour: 0, day: 'work' }), 5, new Random(1))).toBe(Number.POSITIVE_INFINITY);
  });

  test.each<LoadStream['duration']>([3600, { mean: 3600 }, { median: 3600, p95: 4 * 3600 }])(
    'last as long as %j says',
    (duration) => {
      const random = new Random(3);
      const lengths = Float64Array.from({ length: 20_000 }, () => lengthOf(duration, random)).sort();
      expect(lengths.reduce((sum, one) => sum + one, 0) / lengths.length / meanLength(duration)).toBeCloseTo(1, 1);
      if (typeof duration === 'object' && 'p95' in duration) {
        expect((lengths[10_000] as number) / duration.median).toBeCloseTo(1, 1);
        expect((lengths[19_000] as number) / duration.p95).toBeCloseTo(1, 1);
      }
    },
  );
});

test('the books of the simulation leave what those of `fit` leave', () => {
  const team = fc.array(fc.nat({ max: 40 }), { minLength: 2, maxLength: 2 });
  fc.assert(
    fc.property(team, team, fc.integer({ min: 0, max: 100 }), (mine, others, kept) => {
      const plan = planOf({
        pools: {
          cpu: { role: 'both', nodes: 4, allocatable: { cpu: 32, memory: '120Gi', ephemeral: '1Ti' } },
          big: { nodes: 2, allocatable: { cpu: 64, memory: '500Gi', ephemeral: '1Ti' } },
        },
        teams: { mine: { weight: 2 }, other: {} },
        queues: { kind: 'kueue', kept, namespaces: { other: 'elsewhere' } },
      });
      if (!plan.queues) throw new Error('no queues');
      const used = (cores: readonly number[]) => ({
        cpu: amounts((resource) =>
          resource === 'cpu' ? (cores[0] ?? 0) * 1000 : resource === 'memory' ? (cores[1] ?? 0) * Gi : 0,
        ),
      });
      const usage = { mine: used(mine), other: used(others) };
      const quotas = new Quotas(plan.queues);
      for (const [index, { team: name }] of plan.queues.teams.entries())
        for (const [resource, key] of RESOURCES.entries())
          quotas.add(index, quotas.cell(0, resource), usage[name as 'mine'].cpu[key]);
      const room = quotaBook(plan.queues, usage).room('mine', 'cpu');
      for (const resource of quotas.counted) {
        const key = RESOURCES[resource] as (typeof RESOURCES)[number];
        expect([key, quotas.available(0, quotas.cell(0, resource))]).toEqual([key, room.now[key]]);
        expect([key, quotas.most(0, quotas.cell(0, resource))]).toEqual([key, room.most[key]]);
      }
      for (const [index, { team: name }] of plan.queues.teams.entries())
        for (const [resource, key] of RESOURCES.entries())
          quotas.remove(index, quotas.cell(0, resource), usage[name as 'mine'].cpu[key]);
      expect(quotas.available(0, quotas.cell(0, 0))).toBe(quotas.most(0, quotas.cell(0, 0)));
    }),
    { seed },
  );
});

test('the next node is the one that a look at all of them would find', () => {
  const request = fc.record({ cpu: fc.integer({ min: 1, max: 6 }), memory: fc.integer({ min: 1, max: 20 }) });
  const group = { labels: {}, taints: [] };
  fc.assert(
    fc.property(
      fc.array(request, { minLength: 1, maxLength: 3 }),
      fc.array(fc.tuple(fc.nat(2), fc.nat(11), fc.boolean()), { maxLength: 60 }),
      (kinds, steps) => {
        const room = { cpu: 20, memory: 60, ephemeral: 100, gpu: 0, pods: 6 };
        const nodes = ['a', 'b'].map((pool) => ({ ...group, pool, count: 6, room, free: room }));
        const demands = kinds.map(({ cpu, memory }, index) => ({
          ...{ index, type: 'x', team: 0, priority: 0, open: [true, true] },
          request: Float64Array.of(cpu, memory, 1, 0, 1),
        }));
        const packed = new NodeRoom(nodes, ['a', 'b'], demands, { order: 'packed', byPool: true }, new Random(1));
        const free = Array.from({ length: 12 }, () => [20, 60, 100, 0, 6]);
        for (const [kind, node, take] of steps) {
          const demand = demands[kind % demands.length] as (typeof demands)[number];
          const of = free[node] as number[];
          const full = of.every((one, resource) => one === [20, 60, 100, 0, 6][resource]);
          if (take) packed.take(node, demand.request);
          else if (!full) packed.give(node, demand.request);
          if (take || !full)
            for (const resource of of.keys())
              of[resource] = (of[resource] as number) + (take ? -1 : 1) * (demand.request[resource] as number);
          for (const asked of demands)
            for (const pool of [0, 1]) {
              const times = free.map((left) =>
                Math.min(
                  ...left.map((one, resource) =>
                    asked.request[resource] ? Math.floor(one / (asked.request[resource] as number)) : 99,
                  ),
                ),
              );
              const own = times.map((count, at) => (Math.floor(at / 6) === pool && count >= 1 ? count : 999));
              const best = Math.min(...own);
              expect(packed.choose(asked, pool)).toBe(best === 999 ? -1 : own.indexOf(best));
            }
        }
      },
    ),
    { seed },
  );
});
