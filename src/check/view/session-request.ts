import { Field } from './field';

/** The type of a request; the service takes one that names none for `headless` (platform-contract.md). */
export const typeOf = (fields: Field): string => fields.get('type').text() ?? 'headless';

/** A request, as rules read it. */
export const requestOf = (request: unknown): Field => Field.of(request);

/** A whole number that came as a number or, from a form, as a text; undefined when it is absent or neither. */
export function wholeNumber(field: Field): number | undefined {
  const { value } = field;
  const number = typeof value === 'string' && /^\d{1,9}$/.test(value) ? Number(value) : value;
  return typeof number === 'number' && Number.isSafeInteger(number) ? number : undefined;
}

/** The words of an argument line, or of a list of arguments. */
export function wordsOf(field: Field): readonly string[] {
  const { value } = field;
  return Array.isArray(value) ? field.items().map((item) => item.text() ?? '') : (field.text() ?? '').split(' ');
}

/** The variables of a request: a mapping, or a list of `name=value`. */
export function variablesOf(field: Field): readonly { readonly text: string; readonly path: string }[] {
  if (Array.isArray(field.value)) return field.items().map((item) => ({ text: item.text() ?? '', path: item.path }));
  return field.entries().map(([name, item]) => ({ text: `${name}=${item.amount() ?? ''}`, path: item.path }));
}
