import { join } from 'node:path';
import { z } from 'zod';
import { Site } from '../src/config/site';
import { type Written, writtenSchema } from './doc-comments';

/** The parts of JSON Schema (draft 7) that a site's schema uses. */
export interface JsonSchema {
  $schema?: string;
  $id?: string;
  title?: string;
  description?: string;
  type?: string;
  default?: unknown;
  format?: string;
  const?: unknown;
  enum?: readonly unknown[];
  pattern?: string;
  minimum?: number;
  maximum?: number;
  exclusiveMinimum?: number;
  minLength?: number;
  maxLength?: number;
  minItems?: number;
  maxItems?: number;
  properties?: Record<string, JsonSchema>;
  required?: readonly string[];
  additionalProperties?: JsonSchema | boolean;
  propertyNames?: JsonSchema;
  items?: JsonSchema;
  anyOf?: JsonSchema[];
  oneOf?: JsonSchema[];
}

/** A schema with what the sources say about it: constants' names, computed defaults. */
export interface Described {
  readonly json: JsonSchema;
  readonly written: Written;
}

/** The schema of a site as JSON Schema. */
export function siteSchema(): Described {
  const { json, written } = describedSchema(Site, join(__dirname, '../src/config/site.ts'), 'Site');
  const { $schema = '', ...rest } = json;
  return { json: { $schema, $id: 'urn:astroplatform:site', title: 'Site', ...rest }, written };
}

/**
 * JSON Schema of a zod schema, each key described by the doc comment in front of it.
 *
 * @param schema the schema
 * @param file source file that exports it
 * @param name the name under which it does
 * @throws when a key has no doc comment
 */
export function describedSchema(schema: z.ZodType, file: string, name: string): Described {
  // Draft 7, because it is what editors' YAML support reads everywhere.
  const json = z.toJSONSchema(schema, { io: 'input', target: 'draft-7', override: knownFormat }) as JsonSchema;
  const written = writtenSchema(file, name);
  const missing: string[] = [];
  describe(json, written, name, missing);
  if (missing.length > 0) throw new Error(`without doc comment:\n  ${missing.join('\n  ')}`);
  return { json, written };
}

/** The schema as a file: what a person reads first comes first. */
export const siteSchemaFile = (): string =>
  `${JSON.stringify(siteSchema().json, (_, value) => (isDescribed(value) ? ordered(value) : value), 2)}\n`;

const isDescribed = (value: unknown): value is JsonSchema =>
  typeof value === 'object' && value !== null && 'description' in value && typeof value.description === 'string';

const ordered = ({ $schema, $id, title, description, ...rest }: JsonSchema) => ({
  $schema,
  $id,
  title,
  description,
  ...rest,
});

/** A validator may refuse formats that it does not know; the patterns beside them say the same. */
function knownFormat({ jsonSchema }: { readonly jsonSchema: { format?: string | undefined } }): void {
  if (jsonSchema.format !== 'date') delete jsonSchema.format;
}

function describe(json: JsonSchema, written: Written, place: string, missing: string[]): void {
  const { doc } = written;
  if (doc) json.description = doc.default === undefined ? doc.text : `${doc.text} Default: ${doc.default}.`;
  const inner = nullable(json) ?? json;
  if (written.keys) keys(inner, written.keys, place, missing);
  if (written.items && inner.items) describe(inner.items, written.items, `${place}[]`, missing);
  if (written.values && typeof inner.additionalProperties === 'object')
    describe(inner.additionalProperties, written.values, `${place}.*`, missing);
  for (const [index, option] of (inner.oneOf ?? inner.anyOf ?? []).entries()) {
    const source = written.options?.[index];
    if (!source) throw new Error(`${place}: the sources have another number of alternatives`);
    const tag = tagOf(option);
    if (tag && !source.doc) missing.push(`${place} (${tag.key}: ${tag.value})`);
    describe(option, source, place, missing);
    if (tag) option.title = tag.value;
  }
}

function keys(json: JsonSchema, written: NonNullable<Written['keys']>, place: string, missing: string[]): void {
  const properties = json.properties ?? {};
  if (Object.keys(properties).join() !== Object.keys(written).join())
    throw new Error(`${place}: zod has the keys ${Object.keys(properties)}, the sources ${Object.keys(written)}`);
  const tag = tagOf(json);
  for (const [key, property] of Object.entries(properties)) {
    const source = written[key] as Written;
    // The key that tells alternatives apart is described by the comment of its alternative.
    const commented = source.doc !== undefined && source.doc !== source.constant?.doc;
    if (!commented && key === tag?.key) property.description = json.description ?? '';
    else if (!commented) missing.push(`${place}.${key}`);
    else describe(property, source, `${place}.${key}`, missing);
  }
}

/** `kind: external` of an alternative: its only key that can have one value. */
export function tagOf({ properties }: JsonSchema): { key: string; value: string } | undefined {
  const [key, schema] = Object.entries(properties ?? {}).find(([, { const: value }]) => value !== undefined) ?? [];
  return key === undefined ? undefined : { key, value: String(schema?.const) };
}

/** What a schema admits beside `null`. */
export const nullable = ({ anyOf }: JsonSchema): JsonSchema | undefined =>
  anyOf?.length === 2 && anyOf[1]?.type === 'null' ? anyOf[0] : undefined;
