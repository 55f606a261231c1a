import { readFileSync } from 'node:fs';

// The fields of Kubernetes objects as the Pulumi provider's types list them: one line per field, nested by namespace.
// Reading the text takes milliseconds where the TypeScript compiler takes seconds.

type Fields = ReadonlyMap<string, { readonly type: string; readonly required: boolean }>;

const interfaces = new Map<string, Map<string, { type: string; required: boolean }>>();

function load(): void {
  const text = readFileSync(require.resolve('@pulumi/kubernetes/types/input.d.ts'), 'utf8');
  let group = '';
  let version = '';
  let fields: Map<string, { type: string; required: boolean }> | undefined;
  for (const line of text.split('\n')) {
    group = /^export declare namespace (\w+) \{/.exec(line)?.[1] ?? group;
    version = /^ {4}namespace (\w+) \{/.exec(line)?.[1] ?? version;
    const opened = /^ {8}interface (\w+) \{/.exec(line)?.[1];
    if (opened) {
      fields = new Map();
      interfaces.set(`${group}.${version}.${opened}`, fields);
    }
    const field = /^ {12}"?([\w$-]+)"?(\??): (.+?);?$/.exec(line);
    if (field) fields?.set(field[1] as string, { type: field[3] as string, required: field[2] === '' });
  }
}

function fieldsOf(type: string): Fields {
  if (interfaces.size === 0) load();
  const fields = interfaces.get(type);
  if (!fields) throw new Error(`the provider's types have no ${type}`);
  return fields;
}

/**
 * What Kubernetes' Java client would not take: fields that the type does not have, required fields that are absent,
 * values of another type. Kubernetes' own types are named as the provider names them, e.g. `batch.v1.Job`.
 */
export function schemaFaults(value: unknown, type: string, path = ''): string[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [`${path}: not a ${type}`];
  const fields = fieldsOf(type);
  const missing = [...fields]
    .filter(([key, { required }]) => required && !Object.hasOwn(value, key))
    .map(([key]) => `${path}.${key}: missing`);
  const faults = Object.entries(value).flatMap(([key, child]) => {
    const field = fields.get(key);
    return field ? fieldFaults(child, field.type, `${path}.${key}`) : [`${path}.${key}: unknown field of ${type}`];
  });
  return [...missing, ...faults];
}

function fieldFaults(value: unknown, written: string, path: string): string[] {
  const type = written.replaceAll('pulumi.Input<', '').replaceAll('>', '').replace(' | undefined', '');
  if (type === '{') return mapFaults(value, path);
  if (type.endsWith('[]')) {
    if (!Array.isArray(value)) return [`${path}: not a list`];
    return value.flatMap((item, index) => fieldFaults(item, type.slice(0, -2), `${path}[${index}]`));
  }
  const reference = /^inputs\.([\w.]+)$/.exec(type)?.[1];
  if (reference) return schemaFaults(value, reference, path);
  const allowed = type.split(' | ').map((one) => (/^(?:"|enums\.)/.test(one) ? 'string' : one));
  return allowed.includes(typeof value) ? [] : [`${path}: ${JSON.stringify(value)} is not a ${type}`];
}

// All maps of the objects we check are maps of texts.
function mapFaults(value: unknown, path: string): string[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [`${path}: not a mapping`];
  return Object.entries(value)
    .filter(([, text]) => typeof text !== 'string')
    .map(([key, text]) => `${path}.${key}: ${JSON.stringify(text)} is not a string`);
}
