import type { JsonSchema } from '../../scripts/site-schema';
import { withValue } from './small-site';

/** One way of a union or an enumeration. */
export interface Variant {
  /** Keys with a dot between them; `*` for a name, `[]` for an item. */
  readonly path: string;
  readonly value: unknown;
}

/** Every way of every union and enumeration of a schema, each under its text, e.g. `arc.driver: nfs`. */
export const variantsOf = (schema: JsonSchema): ReadonlyMap<string, Variant> =>
  new Map([...variants(schema, '')].map((variant) => [textOf(variant), variant]));

function* variants(schema: JsonSchema, path: string): Generator<Variant> {
  const { oneOf = [], anyOf = [], items, properties, additionalProperties } = schema;
  for (const value of [...(schema.enum ?? []), ...(schema.const === undefined ? [] : [schema.const])])
    yield { path, value };
  for (const one of [...oneOf, ...anyOf]) yield* variants(one, path);
  if (items) yield* variants(items, `${path}[]`);
  for (const [key, value] of Object.entries(properties ?? {})) yield* variants(value, path ? `${path}.${key}` : key);
  if (typeof additionalProperties === 'object') yield* variants(additionalProperties, `${path}.*`);
}

const textOf = ({ path, value }: Variant) => `${path}: ${String(value)}`;

/** Texts of the variants that a site shows, of a schema that may have others. */
export const variantsIn = (site: unknown): Set<string> =>
  new Set([...leavesOf(site)].flatMap(({ readings, value }) => readings.map((path) => textOf({ path, value }))));

/** The site, with the value of a variant at each place in turn that has another one of the same key. */
export function* sitesWith<T>(site: T, { path, value }: Variant): Generator<T> {
  for (const leaf of leavesOf(site)) if (leaf.readings.includes(path)) yield withValue(site, leaf.path, value);
}

interface Leaf {
  readonly path: readonly PropertyKey[];
  /** A key of a mapping may be a name, so each step has two readings. */
  readonly readings: readonly string[];
  readonly value: unknown;
}

function* leavesOf(value: unknown, path: Leaf['path'] = [], readings: readonly string[] = ['']): Generator<Leaf> {
  if (Array.isArray(value)) {
    const inside = readings.map((reading) => `${reading}[]`);
    for (const [index, item] of value.entries()) yield* leavesOf(item, [...path, index], inside);
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, item] of Object.entries(value)) {
      const inside = readings.flatMap((reading) => [reading === '' ? key : `${reading}.${key}`, `${reading}.*`]);
      yield* leavesOf(item, [...path, key], inside);
    }
  } else yield { path, readings, value };
}

/** The schema with nothing but what leads to a variant at its top, and no other way of each union below it. */
export function leadingTo({ path, value }: Variant, schema: JsonSchema): JsonSchema {
  const steps = path.replaceAll('[]', '.[]').split('.');
  const led = narrowed(schema, steps, value);
  const [top = ''] = steps;
  if (!led?.properties?.[top]) throw new Error(`${textOf({ path, value })} is no way of this schema`);
  return { ...led, properties: { [top]: led.properties[top] }, required: [top] };
}

function narrowed(schema: JsonSchema, steps: readonly string[], value: unknown): JsonSchema | undefined {
  const { oneOf, anyOf, ...rest } = schema;
  const ways = oneOf ?? anyOf;
  if (ways) {
    const left = ways.flatMap((way) => narrowed(way, steps, value) ?? []);
    return left.length > 0 ? { ...rest, oneOf: left } : undefined;
  }
  const [step, ...below] = steps;
  if (step === undefined) {
    const { enum: words = [], ...one } = schema;
    return schema.const === value || words.includes(value) ? { ...one, const: value } : undefined;
  }
  if (step === '[]') {
    const items = schema.items && narrowed(schema.items, below, value);
    return items && { ...schema, items, minItems: Math.max(1, schema.minItems ?? 0) };
  }
  const property = schema.properties?.[step];
  if (property) {
    const found = narrowed(property, below, value);
    return (
      found && {
        ...schema,
        properties: { ...schema.properties, [step]: found },
        required: [...new Set([...(schema.required ?? []), step])],
      }
    );
  }
  if (step !== '*' || typeof schema.additionalProperties !== 'object') return undefined;
  const entries = narrowed(schema.additionalProperties, below, value);
  return entries && ({ ...schema, additionalProperties: entries, minProperties: 1 } as JsonSchema);
}
