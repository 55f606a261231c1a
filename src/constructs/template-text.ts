import type { LaunchVariable } from '../config/placeholder';
import { toYamlText } from '../yaml';

/** What a template is made of. */
export type Node = string | number | boolean | Bare | Lines | readonly Node[] | Fields;

/** A mapping; what is `undefined` is left out. */
export interface Fields {
  readonly [key: string]: Node | undefined;
}

/** A placeholder outside quotes, because a number or a list takes its place. */
class Bare {
  constructor(readonly text: string) {}
}

/** Entries that follow a placeholder which stands for whole lines; the placeholder is the key. */
class Lines {
  constructor(readonly entries: readonly Fields[]) {}
}

/** `${name}`, typed, so that only a placeholder that exists can be written. */
export const variable = <V extends LaunchVariable>(name: V): `\${${V}}` => `\${${name}}`;

/** A placeholder that a whole number takes the place of. */
export const wholeNumber = (name: LaunchVariable): Node => new Bare(variable(name));

/** A placeholder that numbers, separated by commas, take the place of; none makes an empty list. */
export const numbers = (name: LaunchVariable): Node => new Bare(`[${variable(name)}]`);

/** A placeholder that whole lines of YAML take the place of, and list entries that continue those lines. */
export const lines = (name: LaunchVariable, entries: readonly Fields[] = []): Fields => ({
  [variable(name)]: new Lines(entries),
});

/**
 * Writes one document of a template.
 *
 * The session service replaces placeholders in the text, before it parses, so here the layout counts. A list stands in
 * the column of its key: that puts the keys of a container in column 8, where the lines for headless sessions expect
 * them. A text with a placeholder is in double quotes: a session that is called `1e5` or `no` stays a text.
 */
export const templateText = (document: Fields): string => fields(document, '');

function fields(object: Fields, indent: string): string {
  let text = '';
  for (const [key, value] of Object.entries(object)) {
    if (value === undefined) continue;
    if (value instanceof Lines) text += `${indent}${key}\n${items(value.entries, indent)}`;
    else text += `${indent}${toYamlText(key)}:${below(value, indent)}`;
  }
  return text;
}

function below(value: Node, indent: string): string {
  if (isList(value)) return value.length === 0 ? ' []\n' : `\n${items(value, indent)}`;
  if (!isFields(value)) return ` ${scalar(value)}\n`;
  const inner = fields(value, `${indent}  `);
  return inner === '' ? ' {}\n' : `\n${inner}`;
}

const items = (list: readonly Node[], indent: string): string => list.map((value) => item(value, indent)).join('');

function item(value: Node, indent: string): string {
  if (isList(value)) throw new TypeError('a list in a list has no place in a template');
  if (!isFields(value)) return `${indent}- ${scalar(value)}\n`;
  const inner = fields(value, `${indent}  `);
  return inner === '' ? `${indent}- {}\n` : `${indent}- ${inner.slice(indent.length + 2)}`;
}

function scalar(value: string | number | boolean | Bare | Lines): string {
  if (typeof value === 'string') return toYamlText(value);
  if (value instanceof Bare) return value.text;
  if (value instanceof Lines) throw new TypeError('lines have no place inside a line');
  return String(value);
}

const isList = (value: Node): value is readonly Node[] => Array.isArray(value);
const isFields = (value: Node): value is Fields =>
  typeof value === 'object' && !isList(value) && !(value instanceof Bare) && !(value instanceof Lines);
