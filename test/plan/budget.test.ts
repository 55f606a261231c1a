import fc from 'fast-check';
import { RESOURCES, UNITS } from '../../src/plan/amounts';
import { divide } from '../../src/plan/divide';
import canfar from '../../stacks/canfar';
import { planOf } from './sample';

const seed = 20260101;
const Gi = 2 ** 30;

test('the parts of every pool and resource add up to what is there, and nobody is promised less than a unit', () => {
  const pool = fc.record({
    nodes: fc.integer({ min: 1, max: 1000 }),
    cpu: fc.integer({ min: 4, max: 500 }),
    memory: fc.integer({ min: 8 * 1024, max: 2_000_000 }),
    slices: fc.integer({ min: 0, max: 7 }),
  });
  fc.assert(
    fc.property(
      fc.array(pool, { minLength: 1, maxLength: 5 }),
      fc.array(fc.integer({ min: 1, max: 1_000_000 }), { minLength: 1, maxLength: 12 }),
      fc.integer({ min: 0, max: 50 }),
      (pools, weights, headroom) => {
        const { budget } = planOf({
          pools: Object.fromEntries([
            ['home', { role: 'both' as const, nodes: 3, allocatable: { cpu: 32, memory: '60Gi', ephemeral: '1Ti' } }],
            ...pools.map(({ nodes, cpu, memory, slices }, index) => [
              `pool-${index}`,
              {
                nodes,
                allocatable: { cpu: `${cpu}777m`, memory: `${memory}Mi`, ephemeral: '999Gi' },
                ...(slices > 0 && { gpu: { product: 'A', count: slices } }),
              },
            ]),
          ]),
          teams: Object.fromEntries(weights.map((weight, index) => [`team-${index}`, { weight }])),
          queues: { kind: 'kueue', headroom, namespaces: others(weights.length) },
        });
        expect(budget).toHaveLength(pools.length + 1);
        for (const { physical, reserved, headroom: free, teams, unassigned } of budget) {
          for (const resource of RESOURCES) {
            const parts = [reserved, free, ...Object.values(teams), unassigned].map((part) => part[resource]);
            expect(parts.reduce((sum, part) => sum + part, 0)).toBe(physical[resource]);
            expect(parts.every((part) => Number.isSafeInteger(part) && part >= 0)).toBe(true);
            expect(unassigned[resource]).toBeLessThan(UNITS[resource]);
          }
        }
      },
    ),
    { seed, numRuns: 60 },
  );
});

// All sessions of this service are the first team's; the others have services of their own.
const others = (count: number) =>
  Object.fromEntries(Array.from({ length: count - 1 }, (_, index) => [`team-${index + 1}`, `ns-${index + 1}`]));

test('a team is at most one unit away from its exact portion', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 2 ** 50 }),
      fc.array(fc.integer({ min: 1, max: 1_000_000 }), { minLength: 1, maxLength: 50 }),
      fc.constantFrom(1, 1000, Gi),
      (amount, weights, unit) => {
        const all = BigInt(weights.reduce((sum, weight) => sum + weight, 0));
        const units = BigInt(Math.floor(amount / unit));
        const parts = divide(amount, weights, unit);
        expect(parts.reduce((sum, part) => sum + part, 0)).toBe(Number(units) * unit);
        parts.forEach((part, index) => {
          const exact = units * BigInt(weights[index] ?? 0);
          const difference = BigInt(part / unit) * all - exact;
          expect(difference < all && difference > -all).toBe(true);
        });
      },
    ),
    { seed, numRuns: 300 },
  );
});

test('what services take from a shared pool is reserved, and GPUs are all promised', () => {
  const { budget } = planOf();
  expect(budget[0]?.reserved).toEqual({
    cpu: 4 * 1000 + 1200,
    memory: 4 * 2 * Gi + 2 * 1536 * 2 ** 20 + 384 * 2 ** 20,
    ephemeral: 6 * Gi,
    gpu: 0,
    pods: 4 * 10 + 4,
  });
  const large = planOf({ ...canfar, name: 'keck' }).budget.find(({ pool }) => pool === 'gpu');
  expect(large).toMatchObject({ physical: { gpu: 112 }, reserved: { gpu: 0 }, headroom: { gpu: 0 } });
  expect(large?.teams).toMatchObject({ cadc: { gpu: 104 }, ska: { gpu: 8 } });
});
