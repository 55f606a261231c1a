import { type Fact, known, notKnown } from '../../facts';

/** A value longer than this was not meant: variables that hold each other twice double with every line. */
const LONGEST = 65_536;
/** Defaults in defaults deeper than this were not written by a person. */
const DEEPEST = 50;

interface Expansion {
  /** How deep it stands in defaults of other variables. */
  readonly depth?: number;
  /** Whether quotes are taken away. @default true */
  readonly quotes?: boolean;
}

/** Looks a variable up; undefined in the fact when it is not set. */
export type Lookup = (name: string) => Fact<string | undefined>;

/**
 * Puts variables in and takes quotes away, as the builder does in all instructions but RUN, CMD and ENTRYPOINT
 * (Dockerfile reference, "Environment replacement").
 *
 * @returns not known when a variable is not
 */
export function expand(
  text: string,
  lookup: Lookup,
  escaper: string,
  { depth = 0, quotes = true }: Expansion = {},
): Fact<string> {
  if (depth > DEEPEST) return notKnown(`variables stand in each other more than ${DEEPEST} deep`);
  let result = '';
  let quote = '';
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at] ?? '';
    if (character === escaper && quote !== "'" && at + 1 < text.length) {
      at += 1;
      const next = text[at] ?? '';
      result += quote === '"' && !['"', '$', escaper].includes(next) ? escaper + next : next;
    } else if (quotes && quote === '' && (character === '"' || character === "'")) quote = character;
    else if (quote !== '' && character === quote) quote = '';
    else if (character === '$' && quote !== "'") {
      const found = variable(text, at, lookup, escaper, depth);
      if (!found.value.known) return found.value;
      result += found.value.value;
      at = found.end - 1;
      if (result.length > LONGEST) return notKnown('a variable grows without end');
    } else result += character;
  }
  return known(result);
}

/** The variable that stands at a `$`, and where it ends. */
function variable(
  text: string,
  at: number,
  lookup: Lookup,
  escaper: string,
  depth: number,
): { value: Fact<string>; end: number } {
  const [bare, name] = /^\$(\w+)/.exec(text.slice(at, at + 300)) ?? [];
  if (bare !== undefined && name !== undefined) return { value: plain(name, lookup), end: at + bare.length };
  if (text[at + 1] !== '{') return { value: known('$'), end: at + 1 };
  const end = closing(text, at + 1);
  const [, inner, operator = '', word = ''] = /^(\w+)(:?[-+?]|[#%/]{1,2})?(.*)$/s.exec(text.slice(at + 2, end)) ?? [];
  if (inner === undefined || end < 0)
    return { value: notKnown(`"${text.slice(at, at + 40)}" cannot be read`), end: text.length };
  return {
    value: operation(inner, operator, word, (text) => expand(text, lookup, escaper, { depth: depth + 1 }), lookup),
    end: end + 1,
  };
}

function operation(
  name: string,
  operator: string,
  word: string,
  expanded: (text: string) => Fact<string>,
  lookup: Lookup,
): Fact<string> {
  const fact = lookup(name);
  if (operator === '') return plain(name, lookup);
  if (!fact.known) return fact;
  // With a colon, a variable that is empty counts as one that is not set.
  const isSet = operator.startsWith(':') ? Boolean(fact.value) : fact.value !== undefined;
  if (operator.endsWith('-')) return isSet ? known(fact.value ?? '') : expanded(word);
  if (operator.endsWith('+')) return isSet ? expanded(word) : known('');
  if (operator.endsWith('?') && isSet) return known(fact.value ?? '');
  return notKnown(`what \${${name}${operator}...} becomes is not known`);
}

function plain(name: string, lookup: Lookup): Fact<string> {
  const fact = lookup(name);
  return fact.known ? { ...fact, value: fact.value ?? '' } : fact;
}

/** Where the brace that opens at `open` is closed, -1 when it is not. */
function closing(text: string, open: number): number {
  let depth = 0;
  for (let at = open; at < text.length; at += 1) {
    if (text[at] === '{') depth += 1;
    if (text[at] === '}') depth -= 1;
    if (depth === 0) return at;
  }
  return -1;
}

/** A word of an instruction, quotes still on, and where it stands. */
export interface RawWord {
  readonly text: string;
  readonly offset: number;
}

/** The words of an instruction: separated by blanks that are neither quoted nor escaped. */
export function words(text: string, escaper: string): readonly RawWord[] {
  const found: RawWord[] = [];
  let start = -1;
  let quote = '';
  for (let at = 0; at <= text.length; at += 1) {
    const character = text[at] ?? ' ';
    const blank = at === text.length || (quote === '' && /\s/.test(character));
    if (blank && start >= 0) {
      found.push({ text: text.slice(start, at), offset: start });
      start = -1;
    }
    if (blank) continue;
    if (start < 0) start = at;
    if (character === escaper && quote !== "'") at += 1;
    else if (quote === '' && (character === '"' || character === "'")) quote = character;
    else if (character === quote) quote = '';
  }
  return found;
}

/** A name and the text of its value, quotes still on. */
export interface RawPair {
  readonly name: string;
  readonly value: string;
  readonly offset: number;
}

/** The names of an ARG, each with its default, where it has one: `A=1 B`. */
export const declared = (text: string, escaper: string): readonly (RawPair & { readonly hasDefault: boolean })[] =>
  words(text, escaper).map(({ text: word, offset }) => {
    const at = word.indexOf('=');
    return {
      name: at < 0 ? word : word.slice(0, at),
      value: at < 0 ? '' : word.slice(at + 1),
      offset,
      hasDefault: at >= 0,
    };
  });

/** The pairs of ENV and LABEL: `A=1 B="2 3"`, or the old `A the rest`. */
export function pairs(text: string, escaper: string): readonly RawPair[] {
  const all = words(text, escaper);
  const [first] = all;
  if (first !== undefined && !first.text.includes('=')) {
    return [{ name: first.text, value: text.slice(first.offset + first.text.length).trim(), offset: first.offset }];
  }
  return all.map(({ text: word, offset }) => {
    const at = word.indexOf('=');
    const name = at < 0 ? word : word.slice(0, at);
    return { name: name.replace(/^(["'])(.*)\1$/, '$2'), value: at < 0 ? '' : word.slice(at + 1), offset };
  });
}
