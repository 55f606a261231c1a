import type { Written } from './doc-comments';
import { type JsonSchema, nullable, siteSchema, tagOf } from './site-schema';

/** A mapping of the site file: a section of the page. */
interface Section {
  readonly path: string;
  readonly json: JsonSchema;
  readonly written: Written;
}

/** What is written once on the page, however often it is used. */
interface Once {
  /** Kinds of value by the names of their constants. */
  readonly kinds: Map<string, Written>;
  /** Paths of the sections of shared mappings, by the ids of their constants. */
  readonly paths: Map<string, string>;
}

/** Reference page of the site file, made from the schema and the doc comments. */
export function siteReference(): string {
  const once: Once = { kinds: new Map(), paths: new Map() };
  const all = [...sections({ path: '', ...siteSchema() }, once)];
  const parts = all.map((section) => page(section, once));
  return `${[INTRODUCTION, ...parts, kindsPage(once)].join('\n\n')}\n`;
}

/** Sections of one key and of everything below it, as they stand on the page of the site. */
export function siteSections(path: string): string[] {
  const once: Once = { kinds: new Map(), paths: new Map() };
  return [...sections({ path: '', ...siteSchema() }, once)]
    .filter(
      (section) => section.path === path || section.path.startsWith(`${path} `) || section.path.startsWith(`${path}.`),
    )
    .map((section) => page(section, once));
}

const INTRODUCTION = `# The site file

Every key of a site. Made by \`npm run generate\` from the doc comments in \`src/config\`; edit those, not this page.

A site is a TypeScript file that exports \`defineSite({ ... })\`, or YAML or JSON with the same keys. In YAML, this first
line gives an editor the same help: \`# yaml-language-server: $schema=<path to>/site.schema.json\`. Keys without a
default must be written. An unknown key is an error.`;

function* sections(section: Section, once: Once): Generator<Section> {
  const json = nullable(section.json) ?? section.json;
  const { path, written } = section;
  if (json.properties) {
    const id = written.constant?.id;
    if (id && once.paths.has(id)) return;
    if (id) once.paths.set(id, path);
    yield { path, json, written };
    for (const [key, property] of Object.entries(json.properties))
      yield* sections({ path: join(path, key), json: property, written: written.keys?.[key] ?? {} }, once);
  }
  for (const [index, option] of (json.oneOf ?? []).entries())
    yield* sections({ path: alternative(path, option), json: option, written: written.options?.[index] ?? {} }, once);
  if (json.items) yield* sections({ path: `${path}[]`, json: json.items, written: written.items ?? {} }, once);
  if (typeof json.additionalProperties === 'object')
    yield* sections({ path: `${path}.<name>`, json: json.additionalProperties, written: written.values ?? {} }, once);
}

function page({ path, json, written }: Section, once: Once): string {
  const rows = Object.entries(json.properties ?? {}).map(([key, property]) => {
    const source = written.keys?.[key] ?? {};
    const value = json.required?.includes(key) ? '**required**' : fallback(property, source);
    return [`\`${key}\``, kind(property, source, once, join(path, key)), value, meaning(property, source)];
  });
  const table = [['Key', 'Value', 'Default', 'Meaning'], ['---', '---', '---', '---'], ...rows]
    .map((cells) => `| ${cells.map(cell).join(' | ')} |`)
    .join('\n');
  const doc = written.constant && path !== '' ? (written.constant.doc ?? written.doc) : written.doc;
  return [`## ${path ? path.replaceAll('<', '\\<') : 'Top level'}`, ...(doc ? [doc.text] : []), table].join('\n\n');
}

/** What may be written for a key. */
function kind(schema: JsonSchema, written: Written, once: Once, path: string): string {
  const json = nullable(schema);
  if (json) return `${kind(json, written, once, path)}; \`null\` takes it away`;
  const { constant } = written;
  if (constant?.doc && isLeaf(schema)) {
    const before = once.kinds.get(constant.name)?.constant?.id ?? constant.id;
    // Its name is the heading: readers could not tell the two apart.
    if (before !== constant.id)
      throw new Error(`two kinds of value are named ${constant.name}: ${before}, ${constant.id}`);
    once.kinds.set(constant.name, written);
    return link(constant.name, constant.name);
  }
  if (schema.enum) return schema.enum.map((one) => `\`${one}\``).join(', ');
  if (schema.items) return `list of ${kind(schema.items, written.items ?? {}, once, `${path}[]`)}`;
  if (typeof schema.additionalProperties === 'object')
    return `${kind(schema.additionalProperties, written.values ?? {}, once, `${path}.<name>`)}, by name`;
  if (schema.oneOf)
    return schema.oneOf
      .map((option, index) => {
        const shared = once.paths.get(written.options?.[index]?.constant?.id ?? '');
        return link(`\`${option.title}\``, shared ?? alternative(path, option));
      })
      .join(', ');
  if (schema.properties) return link('mapping', once.paths.get(constant?.id ?? '') ?? path);
  if (schema.anyOf) return schema.anyOf.map((option) => kind(option, {}, once, path)).join(' or ');
  if (schema.const !== undefined) return `\`${schema.const}\``;
  if (schema.type === 'boolean') return '`true`, `false`';
  if (schema.type === 'integer' || schema.type === 'number') return number(schema);
  return schema.type === 'string' ? 'text' : 'any value';
}

const join = (path: string, key: string) => (path === '' ? key : `${path}.${key}`);

function alternative(path: string, option: JsonSchema): string {
  const tag = tagOf(option);
  return tag ? `${path} (${tag.key}: ${tag.value})` : path;
}

/** A link to a section, by the anchor that its heading is given. */
const link = (text: string, heading: string) =>
  `[${text}](#${heading
    .toLowerCase()
    .replace(/[^\w -]/g, '')
    .replaceAll(' ', '-')})`;

function number({ type, minimum, maximum, exclusiveMinimum }: JsonSchema): string {
  const kind = type === 'integer' ? 'whole number' : 'number';
  const from =
    minimum !== undefined ? ` from ${minimum}` : exclusiveMinimum !== undefined ? ` above ${exclusiveMinimum}` : '';
  return `${kind}${from}${maximum === undefined ? '' : ` to ${maximum}`}`;
}

/** A value that has no section of its own. */
const isLeaf = ({ properties, oneOf, items, additionalProperties }: JsonSchema): boolean =>
  !properties && !oneOf && !items && typeof additionalProperties !== 'object';

function fallback({ default: given, properties }: JsonSchema, { doc }: Written): string {
  if (doc?.default !== undefined) return /^(?:'.*'|\[\]|\{\}|\d+)$/.test(doc.default) ? code(doc.default) : doc.default;
  if (given === undefined) return 'none';
  return properties ? 'of its keys' : code(typeof given === 'string' ? given : JSON.stringify(given));
}

const code = (text: string) => `\`${text.replace(/^'(.*)'$/, '$1')}\``;

// The key of an alternative's name is described by the section itself.
const meaning = ({ description = '', const: tag }: JsonSchema, { doc }: Written): string =>
  doc?.text ?? (tag === undefined ? description : '');

const kindsPage = ({ kinds }: Once): string =>
  [
    '## Kinds of value',
    ...[...kinds]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, { constant }]) => `### ${name}\n\n${constant?.doc?.text ?? ''}`),
  ].join('\n\n');

const cell = (text: string) => text.replaceAll('|', '\\|').replaceAll('\n', ' ');
