/** An object of an answer, before anything is known about it. */
export type Fields = Readonly<Record<string, unknown>>;

/** A value as an object; without fields when it is something else. */
export const fieldsOf = (value: unknown): Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {};

/** A value as a list of objects; Harbor answers `null` for an empty one. */
export const listOf = (value: unknown): Fields[] => (Array.isArray(value) ? value.map(fieldsOf) : []);

/** A text field; empty when there is none. */
export const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

/** A number field; NaN when there is none. */
export const numberOf = (value: unknown): number => (typeof value === 'number' ? value : Number.NaN);
