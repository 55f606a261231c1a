import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

interface GroupKind {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
}

type Definitions = Record<string, { readonly 'x-kubernetes-group-version-kind'?: readonly GroupKind[] }>;

/**
 * Writes the schemas that kubeconform reads, so that it needs no network: a file per kind, with all that it refers to.
 *
 * @returns what goes into `-schema-location`
 */
export function writeSchemas(folder: string, openApiFile: string): string {
  const { definitions } = JSON.parse(readFileSync(openApiFile, 'utf8')) as { definitions: Definitions };
  mkdirSync(folder, { recursive: true });
  for (const [name, { 'x-kubernetes-group-version-kind': kinds = [] }] of Object.entries(definitions)) {
    const schema = JSON.stringify({ $ref: `#/definitions/${name}`, definitions: reachable(name, definitions) });
    for (const { group, version, kind } of kinds) {
      const prefix = group === '' ? '' : `${group.split('.')[0]}-`;
      writeFileSync(join(folder, `${kind}-${prefix}${version}.json`.toLowerCase()), schema);
    }
  }
  return join(folder, '{{ .ResourceKind }}{{ .KindSuffix }}.json');
}

/** A definition and all that it refers to. */
function reachable(name: string, definitions: Definitions, found: Record<string, object> = {}): Record<string, object> {
  if (Object.hasOwn(found, name)) return found;
  // OpenAPI calls them texts; JSON Schema would refuse the numbers.
  const isUnion = /\.(IntOrString|Quantity)$/.test(name);
  const definition = isUnion ? { oneOf: [{ type: 'string' }, { type: 'number' }] } : (definitions[name] ?? {});
  found[name] = definition;
  for (const [, next] of JSON.stringify(definition).matchAll(/"\$ref":"#\/definitions\/([^"]+)"/g)) {
    reachable(next as string, definitions, found);
  }
  return found;
}
