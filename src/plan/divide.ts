/**
 * Divides an amount by weights into whole units, largest remainder first: the parts add up to all the whole units of
 * the amount, and no part is a unit away from its exact portion.
 *
 * @example
 * ```ts
 * divide(10_500, [2, 1], 1000); // [7000, 3000]; 500 are less than a unit
 * ```
 */
export function divide(amount: number, weights: readonly number[], unit: number): number[] {
  // In BigInt: a unit more or less by rounding, and the parts would not add up.
  const units = BigInt(Math.floor(amount / unit));
  const all = BigInt(weights.reduce((sum, weight) => sum + weight, 0));
  const portions = weights.map((weight, index) => {
    const portion = units * BigInt(weight);
    return { index, whole: Number(portion / all), rest: portion % all };
  });
  const left = Number(units) - portions.reduce((sum, { whole }) => sum + whole, 0);
  const next = [...portions].sort((a, b) => (a.rest === b.rest ? a.index - b.index : a.rest > b.rest ? -1 : 1));
  const favoured = new Set(next.slice(0, left).map(({ index }) => index));
  return portions.map(({ whole, index }) => (whole + (favoured.has(index) ? 1 : 0)) * unit);
}

/** A percentage of an amount, rounded down, exactly. */
export const percentOf = (amount: number, percent: number): number => Number((BigInt(amount) * BigInt(percent)) / 100n);
