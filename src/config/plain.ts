import type { Problem } from '../errors';
import { placeOf } from './place';

const LONGEST_TEXT = 65_536;
const DEEPEST = 32;
const MOST_VALUES = 100_000;

/** Names that JavaScript objects give a meaning of their own: as a key, one of them is lost or does harm. */
const RESERVED: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

// Control characters, line and paragraph separators, characters that turn the direction of what follows, lone
// surrogates and code points that are no characters: none has a use in a site, and each means something else to some
// parser, terminal, reviewer or template.
const UNSEEN = /[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\p{Bidi_Control}\p{Noncharacter_Code_Point}\ufeff]/u;

/**
 * What is wrong with a value before its meaning is asked for: anything but plain data, names that JavaScript treats
 * specially, texts that another layer would read as something else.
 */
export function plainDataProblems(value: unknown): Problem[] {
  const problems: Problem[] = [];
  const open = new Set<object>();
  let values = 0;
  visit(value, []);
  return problems;

  function visit(node: unknown, path: readonly PropertyKey[]): void {
    values++;
    if (values > MOST_VALUES) {
      if (values === MOST_VALUES + 1) add([], `the site has more than ${MOST_VALUES} values`, 'Write less');
    } else if (typeof node === 'string') text(node, path);
    else if (typeof node === 'object' && node !== null) container(node, path);
    else if (typeof node === 'number' && !Number.isFinite(node)) add(path, `${node} is not a number that we can use`);
    else if (typeof node === 'function' || typeof node === 'symbol' || typeof node === 'bigint')
      add(path, `a ${typeof node} is not data`, 'Write text, numbers, lists and mappings only');
  }

  function container(node: object, path: readonly PropertyKey[]): void {
    if (open.has(node)) return add(path, 'the value contains itself', 'Write it out');
    if (path.length > DEEPEST) return add(path, `nested more than ${DEEPEST} levels deep`);
    open.add(node);
    if (Array.isArray(node)) {
      for (let index = 0; index < node.length && values <= MOST_VALUES; index++) visit(node[index], [...path, index]);
    } else mapping(node, path);
    open.delete(node);
  }

  function mapping(node: object, path: readonly PropertyKey[]): void {
    const behaviour = behaviourOf(node);
    if (behaviour) return add(path, `${behaviour} is an object with behaviour, not data`, 'Write a plain mapping');
    for (const key of Reflect.ownKeys(node)) {
      if (values > MOST_VALUES) return;
      const at = [...path, key];
      const property = Object.getOwnPropertyDescriptor(node, key);
      // A getter could answer differently each time, and what is not enumerable is seen by some readers only.
      if (typeof key === 'symbol' || !property?.enumerable || property.get || property.set)
        add(at, 'this is a property with behaviour, not data', 'Write a plain value');
      else {
        const before = problems.length;
        text(key, at);
        if (problems.length === before) visit(property.value, at);
      }
    }
  }

  function text(value: string, path: readonly PropertyKey[]): void {
    if (value.length > LONGEST_TEXT)
      return add(path, `the text has ${value.length} characters; ${LONGEST_TEXT} are allowed`, 'Write less');
    if (RESERVED.has(value)) return add(path, `"${value}" means something of its own to JavaScript`, 'Choose another');
    const code = UNSEEN.exec(value)?.[0].codePointAt(0);
    if (code === 0x0a || code === 0x0d) add(path, 'the text has more than one line', 'Write it on one line');
    else if (code !== undefined)
      add(
        path,
        `the text holds the character U+${code.toString(16).toUpperCase().padStart(4, '0')}, which cannot be seen`,
        'Remove it',
      );
  }

  function add(path: readonly PropertyKey[], fact: string, act?: string): void {
    problems.push({ path: placeOf(path), fact, ...(act ? { act } : {}) });
  }
}

/** Name of the class of an object that is more than a mapping. */
function behaviourOf(node: object): string | undefined {
  const prototype: object | null = Object.getPrototypeOf(node);
  // A module evaluated in another realm has another Object.prototype: known by what it is, not by identity.
  if (prototype === null || (Object.getPrototypeOf(prototype) === null && Object.hasOwn(prototype, 'valueOf')))
    return undefined;
  const name = (prototype as { constructor?: { name?: unknown } }).constructor?.name;
  return typeof name === 'string' && /^\w{1,40}$/.test(name) && name !== 'Object' ? `a ${name}` : 'this';
}
