import type { JsonSchema } from '../../scripts/site-schema';

/** Every way of every union and enumeration of a schema, e.g. `arc.driver: nfs`. */
export function variantsOf(schema: JsonSchema, path = ''): string[] {
  const { oneOf, anyOf, items, properties, additionalProperties } = schema;
  const own = [...(schema.enum ?? []), ...(schema.const === undefined ? [] : [schema.const])];
  return [
    ...own.map((value) => `${path}: ${String(value)}`),
    ...[...(oneOf ?? []), ...(anyOf ?? [])].flatMap((one) => variantsOf(one, path)),
    ...(items ? variantsOf(items, `${path}[]`) : []),
    ...Object.entries(properties ?? {}).flatMap(([key, value]) => variantsOf(value, path ? `${path}.${key}` : key)),
    ...(typeof additionalProperties === 'object' ? variantsOf(additionalProperties, `${path}.*`) : []),
  ];
}

/** Which of these variants a site shows. */
export function variantsIn(site: unknown, variants: ReadonlySet<string>): Set<string> {
  const seen = new Set<string>();
  visit(site, ['']);
  return seen;

  // A key of a mapping may be a name, so each step has two readings.
  function visit(value: unknown, paths: readonly string[]): void {
    if (Array.isArray(value))
      for (const item of value)
        visit(
          item,
          paths.map((path) => `${path}[]`),
        );
    else if (typeof value === 'object' && value !== null)
      for (const [key, item] of Object.entries(value))
        visit(
          item,
          paths.flatMap((path) => [path === '' ? key : `${path}.${key}`, `${path}.*`]),
        );
    else for (const path of paths) if (variants.has(`${path}: ${value}`)) seen.add(`${path}: ${value}`);
  }
}
