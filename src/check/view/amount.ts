import { parseQuantity, QuantityError } from '../../quantity';
import { Undecided } from '../undecided';
import type { Field } from './field';

/**
 * A Kubernetes quantity in billionths of its unit; `undefined` when absent.
 *
 * @throws Undecided when the text is none.
 */
export function amountAt(field: Field): bigint | undefined {
  const text = field.amount();
  if (text === undefined) return undefined;
  try {
    return parseQuantity(text);
  } catch (error) {
    if (error instanceof QuantityError) throw new Undecided(`${field.path}: ${error.message}`);
    throw error;
  }
}
