import fc from 'fast-check';
import { Cores, Cpu, Duration, formatCpu, formatMemory, Memory, WholeMemory } from '../../src/config/units';
import { SEED } from './arbitrary-site';

const BINARY = { Ki: 2n ** 10n, Mi: 2n ** 20n, Gi: 2n ** 30n, Ti: 2n ** 40n, Pi: 2n ** 50n };
const accepts = (schema: typeof Memory | typeof Cpu, value: unknown) => schema.safeParse(value).success;

test('a size is read exactly, or refused because it cannot be', () => {
  const amounts = fc.oneof(fc.bigInt(1n, 10n ** 15n - 1n), fc.bigInt(1n, 9000n));
  fc.assert(
    fc.property(amounts, fc.constantFrom('Ki', 'Mi', 'Gi', 'Ti', 'Pi'), (amount, unit) => {
      const bytes = amount * BINARY[unit];
      const result = Memory.safeParse(`${amount}${unit}`);
      if (bytes <= BigInt(Number.MAX_SAFE_INTEGER)) expect(result.data).toBe(Number(bytes));
      else expect(result.success).toBe(false);
    }),
    { ...SEED, numRuns: 1000 },
  );
});

test('a size that is written is read as the same', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 2 ** 43 - 1 }), (kibibytes) => {
      expect(Memory.parse(formatMemory(kibibytes * 1024))).toBe(kibibytes * 1024);
    }),
    { ...SEED, numRuns: 1000 },
  );
});

test('cores are read as thousandths, from texts and numbers alike, and written back', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1e9 }), fc.boolean(), (amount, whole) => {
      const text = whole ? `${amount}` : `${amount}m`;
      const millicores = whole ? amount * 1000 : amount;
      expect(Cpu.parse(text)).toBe(millicores);
      if (whole) expect(Cpu.parse(amount)).toBe(millicores);
      expect(Cpu.parse(formatCpu(millicores))).toBe(millicores);
    }),
    { ...SEED, numRuns: 1000 },
  );
});

test.each([
  ['0s', 0],
  ['90s', 90],
  ['30m', 1800],
  ['12h', 43_200],
  ['4d', 345_600],
  ['24855d', 24_855 * 86_400],
])('the time span %s is %d seconds', (text, seconds) => {
  expect(Duration.parse(text)).toBe(seconds);
});

test.each([
  [Memory, '8Pi'],
  [Memory, '9007199254740992Ki'],
  [Memory, '999999999999999Pi'],
  [Cpu, '1000000001'],
  [Cpu, 1e18],
  [Duration, '24856d'],
  [Duration, '2147483648s'],
])('what cannot be counted exactly is refused: %#', (schema, value) => {
  expect(schema.safeParse(value).success).toBe(false);
});

test('nothing but an amount with a known unit is read', () => {
  const values = [
    '',
    ' ',
    '0',
    '0Gi',
    '00Gi',
    '01Gi',
    '-1Gi',
    '+1Gi',
    '1e3Gi',
    '1.5Gi',
    '1 Gi',
    '1gi',
    '1GiB',
    '1K',
    '1k',
  ];
  const others = [
    'Gi',
    '１Gi',
    '1Gi\n',
    '\u00a01Gi',
    '0x10Gi',
    'NaN',
    'Infinity',
    '1mm',
    '1d',
    Number.NaN,
    0,
    -1,
    0.5,
    true,
    null,
    {},
  ];
  for (const value of [...values, ...others]) {
    expect([value, accepts(Memory, value)]).toEqual([value, false]);
    if (value !== '0') expect([value, accepts(Duration as typeof Memory, value)]).toEqual([value, value === '1d']);
    expect([value, accepts(Cpu, value)]).toEqual([value, false]);
  }
});

test.each([
  [Cpu, 4.5, 'write 4500m'],
  [Cores, 4.5, 'write 4'],
  [Cores, '4.5', 'write 4'],
  [Cores, 0.5, 'write 1'],
  [Cores, '2 cores', 'write 2'],
  [Cores, 'many', 'write whole cores such as 16'],
  [Memory, '1.5Gi', 'write 1536Mi'],
  [WholeMemory, '1.5Gi', 'write 1Gi'],
  [WholeMemory, '96G', 'write 96Gi'],
  [WholeMemory, '512M', 'write 1Gi'],
  [WholeMemory, 'much', 'write a size such as 200Gi'],
])('advice about an amount that is not one is itself one that is taken: %#', (schema, value, message) => {
  expect(schema.safeParse(value).error?.issues[0]?.message).toBe(message);
});
