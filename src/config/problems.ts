import { closest, distance } from 'fastest-levenshtein';
import { z } from 'zod';
import type { Problem } from '../errors';

/** Keys that an earlier release had, with what took their place. */
const REMOVED: Readonly<Record<string, string>> = {};

/** Turns zod's issues into problems: place, fact, act, one per mistake. */
export function problemsOf(schema: z.ZodType, input: unknown, issues: readonly z.core.$ZodIssue[]): Problem[] {
  return issues.flatMap((issue) => problems(schema, input, issue, []));
}

function problems(schema: z.ZodType, input: unknown, issue: z.core.$ZodIssue, above: PropertyKey[]): Problem[] {
  const path = [...above, ...issue.path];
  if (issue.code === 'unrecognized_keys') {
    const known = keysAt(schema, input, path);
    return issue.keys.map((key) => unknownKey([...path, key], key, known));
  }
  if (issue.code === 'invalid_key') {
    return issue.issues.flatMap((inner) => problems(schema, input, { ...inner, path: [] } as z.core.$ZodIssue, path));
  }
  if (issue.code === 'invalid_union') return union(schema, input, issue, path);
  return [{ path: written(path), ...factAndAct(issue, valueAt(input, path)) }];
}

function union(schema: z.ZodType, input: unknown, issue: z.core.$ZodIssueInvalidUnion, path: PropertyKey[]): Problem[] {
  const discriminator = (issue as { discriminator?: string }).discriminator;
  if (discriminator !== undefined) {
    const at = path.at(-1) === discriminator ? path : [...path, discriminator];
    const options = alternatives(schema, input, at.slice(0, -1), discriminator);
    const value = valueAt(input, at);
    const fact = value === undefined ? 'is missing' : `${show(value)} is not one of them`;
    return [{ path: written(at), fact, act: `Write one of: ${options.join(', ')}` }];
  }
  if (issue.message && !/^Invalid input/.test(issue.message)) {
    return [{ path: written(path), ...factAndAct(issue, valueAt(input, path)) }];
  }
  // The alternative that got furthest explains best: the one whose complaints lie deepest.
  const ranked = [...issue.errors].sort((a, b) => depth(b) - depth(a) || a.length - b.length);
  return (ranked[0] ?? []).flatMap((inner) => problems(schema, input, inner, path));
}

const depth = (issues: readonly z.core.$ZodIssue[]) =>
  Math.max(...issues.map((issue) => (issue.code === 'invalid_type' ? 0 : 1) + issue.path.length));

function unknownKey(path: PropertyKey[], key: string, known: readonly string[]): Problem {
  const successor = REMOVED[key];
  if (successor) return { path: written(path), fact: 'this key was removed', act: successor };
  const near = known.length > 0 ? closest(key, [...known]) : undefined;
  const close = near !== undefined && distance(key.toLowerCase(), near.toLowerCase()) <= Math.max(2, key.length / 3);
  return {
    path: written(path),
    fact: 'unknown key',
    act: close ? `Did you mean "${near}"?` : known.length > 0 ? `Known here: ${known.join(', ')}` : 'Remove it',
  };
}

function factAndAct(issue: z.core.$ZodIssue, value: unknown): { fact: string; act?: string } {
  if (issue.code === 'invalid_type') {
    if (value === undefined) return { fact: 'is missing', act: `Write ${article(issue.expected)}` };
    return { fact: `${show(value)} is ${article(typeName(value))}`, act: `Write ${article(issue.expected)}` };
  }
  if (issue.code === 'invalid_value') {
    return value === undefined
      ? { fact: 'is missing', act: `Write one of: ${issue.values.join(', ')}` }
      : {
          fact: `${show(value)} is not allowed`,
          act: /^Invalid/.test(issue.message) ? `Write one of: ${issue.values.join(', ')}` : capital(issue.message),
        };
  }
  if (issue.code === 'too_small' || issue.code === 'too_big') {
    const bound = issue.code === 'too_small' ? `at least ${issue.minimum}` : `at most ${issue.maximum}`;
    const unit = issue.origin === 'string' ? ' characters' : issue.origin === 'array' ? ' entries' : '';
    const hint = /^Too (?:small|big)/.test(issue.message) ? `Write ${bound}${unit}` : capital(issue.message);
    return { fact: `${show(value)} is too ${issue.code === 'too_small' ? 'small' : 'large'}`, act: hint };
  }
  const [fact, ...acts] = issue.message.split(/\. (?=[A-Z])/);
  if (acts.length > 0) return { fact: fact as string, act: acts.join('. ') };
  return value === undefined || typeof value === 'object'
    ? { fact: fact as string }
    : { fact: `${show(value)} is not valid`, act: capital(fact as string) };
}

interface JsonSchema {
  readonly properties?: Readonly<Record<string, JsonSchema & { const?: unknown }>>;
  readonly additionalProperties?: JsonSchema | boolean;
  readonly items?: JsonSchema;
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
}

// Only a mistake pays for this: the schema is turned into its JSON form, which can be walked along a path.
function schemasAt(schema: z.ZodType, input: unknown, path: readonly PropertyKey[]): JsonSchema[] {
  let here = [z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as JsonSchema];
  let value = input;
  for (const step of path) {
    here = flat(here, value).flatMap((node) => child(node, step) ?? []);
    value = typeof value === 'object' && value !== null ? (value as Record<PropertyKey, unknown>)[step] : undefined;
  }
  return flat(here, value);
}

function child(node: JsonSchema, step: PropertyKey): JsonSchema | undefined {
  if (typeof step === 'number') return node.items;
  const property = node.properties?.[String(step)];
  return property ?? (typeof node.additionalProperties === 'object' ? node.additionalProperties : undefined);
}

function flat(nodes: readonly JsonSchema[], value: unknown): JsonSchema[] {
  const open = nodes
    .flatMap((node) => [node, ...flatAlternatives(node)])
    .filter((node) => node.properties || node.items || node.additionalProperties);
  const fitting = open.filter((node) => tagFits(node, value));
  return fitting.length > 0 ? fitting : open;
}

const flatAlternatives = (node: JsonSchema): JsonSchema[] =>
  [...(node.anyOf ?? []), ...(node.oneOf ?? [])].flatMap((alternative) => [
    alternative,
    ...flatAlternatives(alternative),
  ]);

const tagFits = (node: JsonSchema, value: unknown): boolean =>
  Object.entries(node.properties ?? {}).every(
    ([key, property]) =>
      property.const === undefined || (value as Record<string, unknown> | undefined)?.[key] === property.const,
  );

const keysAt = (schema: z.ZodType, input: unknown, path: readonly PropertyKey[]): string[] => [
  ...new Set(schemasAt(schema, input, path).flatMap((node) => Object.keys(node.properties ?? {}))),
];

function alternatives(schema: z.ZodType, input: unknown, path: readonly PropertyKey[], key: string): string[] {
  const constants = schemasAt(schema, input, path).map((node) => node.properties?.[key]?.const);
  return [...new Set(constants.filter((constant) => constant !== undefined).map(String))];
}

function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, step) =>
      typeof value === 'object' && value !== null ? (value as Record<PropertyKey, unknown>)[step] : undefined,
    input,
  );
}

/** `pools.cpu.taints[0].key` */
function written(path: readonly PropertyKey[]): string {
  return path
    .map((step, index) => (typeof step === 'number' ? `[${step}]` : `${index === 0 ? '' : '.'}${String(step)}`))
    .join('');
}

function show(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 80 ? `${text.slice(0, 77)}...` : text;
}

const typeName = (value: unknown) =>
  value === null ? 'null' : Array.isArray(value) ? 'list' : typeof value === 'object' ? 'mapping' : typeof value;
const NOUNS: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  object: 'a mapping',
  record: 'a mapping',
  mapping: 'a mapping',
  array: 'a list',
  list: 'a list',
  null: 'nothing',
};
const article = (type: string) => NOUNS[type] ?? type;
const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
