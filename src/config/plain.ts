import type { Problem } from '../errors';
import { RESERVED_NAMES } from './names';

const LONGEST_TEXT = 65_536;
const DEEPEST = 32;
const MOST_VALUES = 100_000;
// Control characters, line and paragraph separators, and lone surrogates: none has a use in a site, and each means
// something else to some parser, terminal or template.
const CONTROL = /[\p{Cc}\u2028\u2029\ufeff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/u;

/**
 * What is wrong with a value before its meaning is asked for: anything but plain data, names that JavaScript treats
 * specially, texts that another layer would read as something else.
 */
export function plainDataProblems(value: unknown): Problem[] {
  const problems: Problem[] = [];
  const open = new Set<object>();
  let values = 0;
  visit(value, '', 0);
  return problems;

  function visit(node: unknown, path: string, depth: number): void {
    if (++values > MOST_VALUES) return once('', `the site has more than ${MOST_VALUES} values`, 'Write less.');
    if (typeof node === 'string') return text(node, path);
    if (node === null || typeof node !== 'object') {
      if (typeof node === 'number' && !Number.isFinite(node)) add(path, `${node} is not a number that we can use`);
      else if (typeof node === 'function' || typeof node === 'symbol' || typeof node === 'bigint') {
        add(path, `a ${typeof node} is not data`, 'Write text, numbers, lists and mappings only.');
      }
      return;
    }
    if (open.has(node)) return add(path, 'the value contains itself', 'Write it out.');
    if (depth > DEEPEST) return add(path, `nested more than ${DEEPEST} levels deep`);
    open.add(node);
    if (Array.isArray(node)) for (const [index, item] of node.entries()) visit(item, `${path}[${index}]`, depth + 1);
    else mapping(node, path, depth);
    open.delete(node);
  }

  function mapping(node: object, path: string, depth: number): void {
    const prototype: unknown = Object.getPrototypeOf(node);
    // A module evaluated in another realm has another Object.prototype; its constructor still has this name.
    if (prototype !== null && (prototype as { constructor?: { name?: string } }).constructor?.name !== 'Object') {
      return add(path, 'this is an object with behaviour, not data', 'Write a plain mapping.');
    }
    for (const key of Object.keys(node)) {
      const at = path === '' ? printable(key) : `${path}.${printable(key)}`;
      if (RESERVED_NAMES.has(key)) add(at, `"${key}" cannot be a name`, 'Choose another.');
      else {
        text(key, at);
        visit((node as Record<string, unknown>)[key], at, depth + 1);
      }
    }
  }

  function text(value: string, path: string): void {
    if (value.length > LONGEST_TEXT)
      return add(path, `the text has ${value.length} characters; ${LONGEST_TEXT} are allowed`);
    const found = CONTROL.exec(value);
    if (found) {
      const code = (found[0].codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
      add(path, `the text holds the character U+${code}, which cannot be seen`, 'Remove it.');
    }
  }

  function add(path: string, fact: string, act?: string): void {
    problems.push({ path, fact, ...(act ? { act } : {}) });
  }

  function once(path: string, fact: string, act: string): void {
    if (!problems.some((problem) => problem.fact === fact)) add(path, fact, act);
  }
}

const printable = (key: string) => JSON.stringify(key.slice(0, 60)).slice(1, -1);
