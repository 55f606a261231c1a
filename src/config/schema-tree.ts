import type { z } from 'zod';

/** A node of a zod schema, wrappers (optional, defaults, transformations) taken off. */
type Node = z.core.$ZodTypes;

/** The schema that reads what a person writes, without its wrappers. */
export function bare(schema: z.core.$ZodType): Node {
  const { def } = (schema as Node)._zod;
  switch (def.type) {
    case 'optional':
    case 'nullable':
    case 'default':
    case 'prefault':
    case 'nonoptional':
    case 'readonly':
    case 'catch':
      return bare(def.innerType);
    case 'pipe':
      return bare(def.in);
    default:
      return schema as Node;
  }
}

/** Schemas that could read the value at a path: several below a union whose tag does not decide. */
export function schemasAt(schema: z.core.$ZodType, input: unknown, path: readonly PropertyKey[]): Node[] {
  let here = [bare(schema)];
  let value = input;
  for (const step of path) {
    here = here
      .flatMap((node) => alternatives(node, value))
      .flatMap((node) => childOf(node, step) ?? [])
      .map(bare);
    value = property(value, step);
  }
  return here;
}

/** What a value has under a name, if it can have anything. */
export const property = (value: unknown, step: PropertyKey): unknown =>
  typeof value === 'object' && value !== null ? (value as Record<PropertyKey, unknown>)[step] : undefined;

/** Keys of a mapping with those that must be written. */
export function keysOf(node: Node): { readonly all: string[]; readonly required: string[] } {
  const { def } = node._zod;
  if (def.type !== 'object') return { all: [], required: [] };
  const all = Object.keys(def.shape);
  return { all, required: all.filter((key) => def.shape[key]?._zod.optin === undefined) };
}

/** Values that a schema admits as they stand: those of an enum or a literal. */
export function constants(node: Node): unknown[] {
  const { def } = node._zod;
  if (def.type === 'enum') return Object.values(def.entries);
  return def.type === 'literal' ? [...def.values] : [];
}

function childOf(node: Node, step: PropertyKey): z.core.$ZodType | undefined {
  const { def } = node._zod;
  if (def.type === 'object') return def.shape[String(step)] ?? def.catchall;
  if (def.type === 'record') return def.valueType;
  return def.type === 'array' ? def.element : undefined;
}

/** The schema itself, or those alternatives of a union that the value is tagged for. */
export function alternatives(node: Node, value: unknown): Node[] {
  if (node._zod.def.type !== 'union') return [node];
  const all = node._zod.def.options.flatMap((option) => alternatives(bare(option), value));
  const fitting = all.filter((option) => tagFits(option, value));
  return fitting.length > 0 ? fitting : all;
}

/** Whether every literal of an alternative, its tag, is what the value has. */
function tagFits(node: Node, value: unknown): boolean {
  const { def } = node._zod;
  if (def.type !== 'object') return typeof value !== 'object';
  return Object.entries(def.shape).every(([key, child]) => {
    const tag = bare(child);
    return tag._zod.def.type !== 'literal' || constants(tag).includes(property(value, key));
  });
}
