/** A text that Kubernetes would not read as an amount, or that no count of billionths can hold. */
export class QuantityError extends Error {
  override readonly name = 'QuantityError';
}

/** One whole unit (a core, a byte, a GPU) in billionths: the finest step that Kubernetes counts. */
export const UNIT = 1_000_000_000n;

/** More than this many whole units (2^63 - 1) no Kubernetes quantity holds. */
const MOST = 2n ** 63n - 1n;

const DECIMAL: Readonly<Record<string, number>> = { n: -9, u: -6, m: -3, '': 0, k: 3, M: 6, G: 9, T: 12, P: 15, E: 18 };
const BINARY: Readonly<Record<string, bigint>> = {
  Ki: 2n ** 10n,
  Mi: 2n ** 20n,
  Gi: 2n ** 30n,
  Ti: 2n ** 40n,
  Pi: 2n ** 50n,
  Ei: 2n ** 60n,
};
const FORM = /^([+-]?)(\d*)(?:\.(\d*))?([A-Za-z]*)([+-]?\d{0,4})$/;

/**
 * Reads a Kubernetes quantity as billionths of its unit, exactly: cores, bytes, or a plain count.
 *
 * Takes what the API server takes (`500m`, `16`, `0.5`, `192Gi`, `1.5Ti`, `2e3`, `100k`), and refuses what it would
 * silently turn into another amount: finer than a billionth, above 2^63 - 1, or a unit without digits.
 *
 * @throws QuantityError with the text and what to write instead.
 * @example
 * ```ts
 * parseQuantity('250m');                              // 250_000_000n
 * parseQuantity('1Gi') > parseQuantity('1G');         // true
 * ```
 */
export function parseQuantity(text: string): bigint {
  const [, sign, whole = '', fraction = '', unit = '', power = ''] = (text.length <= 64 && FORM.exec(text)) || [];
  const digits = whole + fraction;
  if (digits === '') throw notQuantity(text);
  const scale = scaleOf(unit, power);
  if (scale === undefined) throw notQuantity(text);
  const [factor, exponent] = scale;
  // The value is digits * factor * 10^shift billionths.
  const shift = exponent + 9 - fraction.length;
  const mantissa = BigInt(digits) * factor;
  const nano = mantissa === 0n ? 0n : scaled(mantissa, shift, text);
  if (nano > MOST * UNIT) throw new QuantityError(`${show(text)} is larger than Kubernetes can count (2^63 - 1)`);
  return sign === '-' ? -nano : nano;
}

/**
 * Writes billionths with decimal units, in Kubernetes' own canonical form: `16`, `250m`, `10k`.
 *
 * @example
 * ```ts
 * formatDecimal(1_500_000_000n); // '1500m'
 * ```
 */
export function formatDecimal(nano: bigint): string {
  if (nano === 0n) return '0';
  let [value, exponent] = [nano, -9];
  while (exponent < 18 && value % 1000n === 0n) {
    value /= 1000n;
    exponent += 3;
  }
  const unit = Object.keys(DECIMAL).find((name) => DECIMAL[name] === exponent);
  return `${value}${unit}`;
}

/**
 * Writes billionths of a byte in the largest binary unit that stays whole: `192Gi`, `1536Mi`; parts of a byte and
 * amounts below one Ki are written with decimal units, as Kubernetes does.
 *
 * @example
 * ```ts
 * formatBinary(parseQuantity('1.5Gi')); // '1536Mi'
 * ```
 */
export function formatBinary(nano: bigint): string {
  if (nano % UNIT !== 0n) return formatDecimal(nano);
  const bytes = nano / UNIT;
  const unit = Object.keys(BINARY).findLast((name) => bytes !== 0n && bytes % (BINARY[name] as bigint) === 0n);
  return unit === undefined ? String(bytes) : `${bytes / (BINARY[unit] as bigint)}${unit}`;
}

/** Factor and power of ten that a suffix stands for; `E3` is an exponent, `E` alone is exa. */
function scaleOf(unit: string, power: string): readonly [factor: bigint, exponent: number] | undefined {
  if (power !== '') return /^[eE]$/.test(unit) && /\d/.test(power) ? [1n, Number(power)] : undefined;
  if (Object.hasOwn(BINARY, unit)) return [BINARY[unit] as bigint, 0];
  if (Object.hasOwn(DECIMAL, unit)) return [1n, DECIMAL[unit] as number];
  return undefined;
}

function scaled(mantissa: bigint, shift: number, text: string): bigint {
  // Past 2^63 - 1 whole units there is nothing to compute, and 10^9999 would take its time.
  if (shift > 30) throw new QuantityError(`${show(text)} is larger than Kubernetes can count (2^63 - 1)`);
  if (shift >= 0) return mantissa * 10n ** BigInt(shift);
  const divisor = 10n ** BigInt(Math.min(-shift, 100));
  if (mantissa % divisor !== 0n) throw new QuantityError(`${show(text)} is finer than a billionth`);
  return mantissa / divisor;
}

const notQuantity = (text: string) =>
  new QuantityError(`${show(text)} is not an amount; write a number and a unit, such as 500m, 16 or 192Gi`);

const show = (text: string) => JSON.stringify(text.length > 40 ? `${text.slice(0, 37)}...` : text);
