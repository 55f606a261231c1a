import { UsageError } from './errors';

/**
 * Writes plain data as one YAML document: fields in their own order, two spaces per level, no anchors, no folding.
 *
 * What a parser reads back equals the data, in YAML 1.1 and 1.2. A field that is `undefined` is left out, as in JSON.
 * What YAML cannot carry is a {@link UsageError} that names its path: half of a surrogate pair, a number that is not
 * finite, a value that is neither text, number, boolean, null, list nor plain object.
 *
 * @example
 * ```ts
 * toYaml({ kind: 'ConfigMap', data: { answer: 'no' } }); // 'kind: ConfigMap\ndata:\n  answer: "no"\n'
 * ```
 */
export function toYaml(value: unknown): string {
  if (isBlock(value)) return block(value, '', []);
  return `${typeof value === 'string' ? word(value, []) : scalar(value, '', [])}\n`;
}

/** Writes documents as one stream, with a `---` line between them. */
export const toYamlStream = (values: readonly unknown[]): string => values.map(toYaml).join('---\n');

/** A text as YAML writes it on one line: bare when that is provably the same text, else in double quotes. */
export const toYamlText = (text: string): string => word(text, []);

/** Keys and list positions from the top of the document down to a value. */
type Path = (string | number)[];
type Fields = Readonly<Record<string, unknown>>;

/** A list or an object that is not empty: it takes lines of its own. */
function isBlock(value: unknown): value is readonly unknown[] | Fields {
  if (typeof value !== 'object' || value === null) return false;
  if (Array.isArray(value)) return value.length > 0;
  return Object.values(value).some((child) => child !== undefined);
}

/** All lines of a list or an object; the first without indentation, because it may follow `- `. */
const block = (value: readonly unknown[] | Fields, indent: string, path: Path): string =>
  Array.isArray(value) ? items(value, indent, path) : fields(value as Fields, indent, path);

function items(list: readonly unknown[], indent: string, path: Path): string {
  const inner = `${indent}  `;
  let text = '';
  for (const [index, child] of list.entries()) {
    path.push(index);
    const lead = index === 0 ? '- ' : `${indent}- `;
    text += lead + (isBlock(child) ? block(child, inner, path) : `${scalar(child, inner, path)}\n`);
    path.pop();
  }
  return text;
}

function fields(object: Fields, indent: string, path: Path): string {
  assertPlain(object, path);
  const inner = `${indent}  `;
  let text = '';
  for (const [key, child] of Object.entries(object)) {
    if (child === undefined) continue;
    path.push(key);
    const lead = `${text === '' ? '' : indent}${keyOf(key, indent, path)}`;
    text += lead + (isBlock(child) ? `\n${inner}${block(child, inner, path)}` : ` ${scalar(child, inner, path)}\n`);
    path.pop();
  }
  return text;
}

/** YAML ends the search for the colon of `key:` after 1024 characters; a longer key is written as `? key`. */
function keyOf(key: string, indent: string, path: Path): string {
  const text = word(key, path);
  return text.length < 1000 ? `${text}:` : `? ${text}\n${indent}:`;
}

function scalar(value: unknown, indent: string, path: Path): string {
  if (typeof value === 'string') return value.includes('\n') ? paragraph(value, indent, path) : word(value, path);
  if (typeof value === 'boolean' || value === null) return String(value);
  if (typeof value === 'number') return digits(value, path);
  if (Array.isArray(value)) return '[]';
  if (typeof value !== 'object') throw refusal(path, `a ${typeof value} is not data`);
  assertPlain(value as Fields, path);
  return '{}';
}

/** YAML 1.1 reads `1e+21` as text: its numbers with an exponent have a point. */
function digits(value: number, path: Path): string {
  if (!Number.isFinite(value)) throw refusal(path, `${value} is not a number that Kubernetes knows`);
  return String(value).replace(/^(-?\d+)e/, '$1.0e');
}

/** Starts with a letter and has nothing that any YAML version reads as syntax, a number or a date. */
const PLAIN = /^[A-Za-z_/][A-Za-z0-9_./-]*(?::[A-Za-z0-9_./-]+)*(?: [A-Za-z0-9_./-]+)*$/;
/** Words that YAML 1.1 or 1.2 reads as a boolean or null. */
const RESERVED = /^(?:y|n|yes|no|on|off|true|false|null)$/i;
/** Characters that JSON leaves alone in a text and YAML reads as line breaks or does not allow. */
const UNPRINTABLE = /[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/g;

function word(text: string, path: Path): string {
  if (PLAIN.test(text) && !RESERVED.test(text)) return text;
  assertWellFormed(text, path);
  return JSON.stringify(text).replace(UNPRINTABLE, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** Characters that a block of lines cannot carry. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters meant
const NOT_IN_LINES = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/;

/** A text of several lines: as it is, below `|`, when it survives that; else in double quotes. */
function paragraph(text: string, indent: string, path: Path): string {
  // A blank start or end is where parsers differ in what they count as indentation.
  if (NOT_IN_LINES.test(text) || /^\s|[^\S\n]\n*$/.test(text) || text.trim() === '') return word(text, path);
  assertWellFormed(text, path);
  const ending = text.endsWith('\n\n') ? '+' : text.endsWith('\n') ? '' : '-';
  const lines = text.replace(/\n$/, '').split('\n');
  return `|${ending}\n${lines.map((line) => (line === '' ? '' : indent + line)).join('\n')}`;
}

function assertWellFormed(text: string, path: Path): void {
  if (/\p{Surrogate}/u.test(text)) throw refusal(path, 'the text holds half of a surrogate pair');
}

/** The prototype of a plain object has none itself; asked this way it holds for objects of other realms too. */
function assertPlain(value: Fields, path: Path): void {
  const prototype = Object.getPrototypeOf(value);
  if (prototype === null || Object.getPrototypeOf(prototype) === null) return;
  throw refusal(path, `a ${value.constructor?.name ?? 'class'} is not plain data`);
}

function refusal(path: Path, fact: string): UsageError {
  const place = path.reduce<string>(
    (at, key) => (typeof key === 'number' ? `${at}[${key}]` : at ? `${at}.${key}` : key),
    '',
  );
  return new UsageError('cannot be written as YAML', [{ path: place, fact }]);
}
