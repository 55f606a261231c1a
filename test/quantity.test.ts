import fc from 'fast-check';
import { formatBinary, formatDecimal, parseQuantity, QuantityError, UNIT } from '../src/quantity';

const seed = 20260101;

test.each([
  ['0', 0n],
  ['1', UNIT],
  ['+2', 2n * UNIT],
  ['-2', -2n * UNIT],
  ['250m', 250_000_000n],
  ['1u', 1000n],
  ['1n', 1n],
  ['0.5', 500_000_000n],
  ['.5', 500_000_000n],
  ['1.', UNIT],
  ['1.G', 10n ** 18n],
  ['1e3', 1000n * UNIT],
  ['1E3', 1000n * UNIT],
  ['1E', 10n ** 18n * UNIT],
  ['25e-1', 2_500_000_000n],
  ['1Ki', 1024n * UNIT],
  ['1.5Gi', 1536n * 2n ** 20n * UNIT],
  ['0.1Ki', 102_400_000_000n],
  ['7Ei', 7n * 2n ** 60n * UNIT],
  ['100k', 100_000n * UNIT],
  ['0e-9999', 0n],
])('%s is read exactly', (text, nano) => {
  expect(parseQuantity(text)).toBe(nano);
});

test.each([
  ['', 'is not an amount'],
  ['+', 'is not an amount'],
  ['.', 'is not an amount'],
  ['lots', 'is not an amount'],
  ['1 Gi', 'is not an amount'],
  ['1gi', 'is not an amount'],
  ['1K', 'is not an amount'],
  ['1GB', 'is not an amount'],
  ['1e', 'is not an amount'],
  ['1e+', 'is not an amount'],
  ['1Ki3', 'is not an amount'],
  ['1constructor', 'is not an amount'],
  ['1__proto__', 'is not an amount'],
  ['0x10', 'is not an amount'],
  ['1_000', 'is not an amount'],
  ['١', 'is not an amount'],
  ['1\n', 'is not an amount'],
  ['1n.5', 'is not an amount'],
  ['0.5n', 'is finer than a billionth'],
  ['1e-9999', 'is finer than a billionth'],
  ['8Ei', 'is larger than Kubernetes can count'],
  ['1e+21', 'is larger than Kubernetes can count'],
  ['1e9999', 'is larger than Kubernetes can count'],
])('%j is refused', (text, fact) => {
  expect(() => parseQuantity(text)).toThrow(QuantityError);
  expect(() => parseQuantity(text)).toThrow(fact);
});

test('a text of a million digits is refused at once, and not repeated in full', () => {
  const [start, text] = [performance.now(), '9'.repeat(1_000_000)];
  expect(() => parseQuantity(text)).toThrow(/^.{1,150}$/);
  expect(performance.now() - start).toBeLessThan(500);
});

test.each([
  [0n, '0', '0'],
  [UNIT, '1', '1'],
  [1n, '1n', '1n'],
  [-1_500_000_000n, '-1500m', '-1500m'],
  [1000n * UNIT, '1k', '1000'],
  [1024n * UNIT, '1024', '1Ki'],
  [192n * 2n ** 30n * UNIT, '206158430208', '192Gi'],
  [-(2n ** 30n) * UNIT, '-1073741824', '-1Gi'],
])('%s billionths are written as %s and %s', (nano, decimal, binary) => {
  expect(formatDecimal(nano)).toBe(decimal);
  expect(formatBinary(nano)).toBe(binary);
});

test('what is written reads back as the same amount', () => {
  const most = (2n ** 63n - 1n) * UNIT;
  fc.assert(
    fc.property(fc.bigInt({ min: -most, max: most }), (nano) => {
      expect(parseQuantity(formatDecimal(nano))).toBe(nano);
      expect(parseQuantity(formatBinary(nano))).toBe(nano);
    }),
    { seed },
  );
});

test('a unit multiplies exactly, whatever the digits', () => {
  const units = { m: [1n, 1000n], k: [1000n, 1n], Ki: [1024n, 1n], Gi: [2n ** 30n, 1n] } as const;
  fc.assert(
    fc.property(fc.nat(), fc.nat(999_999), fc.constantFrom(...(['m', 'k', 'Ki', 'Gi'] as const)), (a, b, unit) => {
      const [times, by] = units[unit];
      const fraction = String(b).padStart(6, '0');
      const expected = ((BigInt(a) * 1_000_000n + BigInt(b)) * 1000n * times) / by;
      expect(parseQuantity(`${a}.${fraction}${unit}`)).toBe(expected);
    }),
    { seed },
  );
});

test('any text is either an amount or a QuantityError that names it', () => {
  const text = fc.oneof(fc.string(), fc.stringMatching(/^[+-]?[0-9.]{0,8}[numkKMGTPEei]{0,3}[+-]?[0-9]{0,5}$/));
  fc.assert(
    fc.property(text, (value) => {
      try {
        expect(typeof parseQuantity(value)).toBe('bigint');
      } catch (error) {
        expect(error).toBeInstanceOf(QuantityError);
        expect((error as Error).message.length).toBeGreaterThan(10);
      }
    }),
    { seed, numRuns: 1000 },
  );
});
