import fc from 'fast-check';
import { sessionCapacity } from '../../src/plan/capacity';
import { divide } from '../../src/plan/shares';
import { SEED } from '../config/arbitrary-site';
import { changed, plan } from '../config/small-site';

const Gi = 2 ** 30;
const sum = (parts: readonly number[]) => parts.reduce((total, part) => total + BigInt(part), 0n);
const weights = fc.array(fc.oneof(fc.integer({ min: 1, max: 1_000_000 }), fc.integer({ min: 1, max: 5 })), {
  minLength: 1,
  maxLength: 60,
});
const amount = fc.oneof(fc.maxSafeInteger().map(Math.abs), fc.nat(), fc.nat({ max: 100 }));
const unit = fc.constantFrom(1, 1000, Gi);

test('parts add up exactly, for any amount and any weights', () => {
  fc.assert(
    fc.property(amount, weights, unit, (total, shares, size) => {
      const parts = divide(total, shares, size);
      expect(sum(parts)).toBe(BigInt(total));
      for (const part of parts) expect(Number.isSafeInteger(part) && part >= 0).toBe(true);
    }),
    { ...SEED, numRuns: 2000 },
  );
});

test('no part is a unit or more away from its exact share, and a heavier one is never smaller', () => {
  fc.assert(
    fc.property(amount, weights, unit, (total, shares, size) => {
      const parts = divide(total, shares, size);
      const all = sum(shares);
      const whole = BigInt(Math.floor(total / size));
      const heaviest = shares.indexOf(Math.max(...shares));
      for (const [index, part] of parts.entries()) {
        const units = BigInt(index === heaviest ? part - (total % size) : part) / BigInt(size);
        const off = units * all - whole * BigInt(shares[index] ?? 0);
        expect(off > -all && off < all).toBe(true);
        for (const [other, weight] of shares.entries())
          if (weight < (shares[index] ?? 0)) expect(part).toBeGreaterThanOrEqual(parts[other] ?? 0);
      }
    }),
    { ...SEED, numRuns: 500 },
  );
});

test.each([
  [10_000, [93, 7], 1000, [9000, 1000]],
  [28, [93, 7], 1, [26, 2]],
  [7, [1, 1, 1], 1, [3, 2, 2]],
  [1, [1, 1], 1, [1, 0]],
  [0, [1, 1], 1, [0, 0]],
  [2500, [1, 2], 1000, [1000, 1500]],
])('%d by %j in units of %d', (total, shares, size, parts) => {
  expect(divide(total, shares, size)).toEqual(parts);
});

test('teams share all that pools have for sessions; without teams everybody does', () => {
  const { shares, site } = plan(changed('teams', { cadc: { weight: 93 }, ska: { weight: 7 } }));
  const [pool] = sessionCapacity(site);
  expect(shares.total).toEqual({ cpu: pool?.total.cpu, memory: pool?.total.memory, gpu: 0 });
  for (const key of ['cpu', 'memory', 'gpu'] as const)
    expect(Object.values(shares.teams).reduce((total, team) => total + team[key], 0)).toBe(shares.total[key]);
  expect(plan(changed('teams', {})).shares.teams).toEqual({ everyone: shares.total });
});
