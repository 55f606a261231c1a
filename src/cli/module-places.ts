import { stepsOf } from '../config/place';
import { type Spot, spotIn } from './spot';

// Of sucrase's parser: text between the marks of a template.
const TEMPLATE = 23552;
// Circles of names that stand for each other end here.
const DEEPEST = 50;

/**
 * Where a path such as `pools.cpu.taints[0].key` is written in a program, or the nearest above it that is: in the value that it
 * exports, through names that stand for a value in the same file, spreads, and calls that take the value (`defineSite({ ... })`).
 *
 * @param source a program that can be parsed
 */
export function placeInModule(source: string, typescript: boolean, path: string): Spot | undefined {
  const program = new Program(source, typescript);
  let at = program.exported();
  let found: number | undefined;
  for (const step of stepsOf(path)) {
    const entry = at === undefined ? undefined : program.entry(at, step);
    if (entry === undefined) break;
    found = entry.place;
    at = entry.value;
  }
  return found === undefined ? undefined : program.spot(found);
}

/** Indices of tokens: where an entry of an object or a list is written, and where its value begins. */
interface Entry {
  readonly place: number;
  readonly value: number;
}

/** A program as its tokens, without those of types. */
class Program {
  private readonly words: readonly string[];
  private readonly starts: readonly number[];

  constructor(
    private readonly source: string,
    typescript: boolean,
  ) {
    const { parse } = require('sucrase/dist/parser') as typeof import('sucrase/dist/types/parser');
    const tokens = parse(source, false, typescript, false).tokens.filter(({ isType }) => !isType);
    // The text of a template may look like a brace.
    this.words = tokens.map(({ type, start, end }) => (type === TEMPLATE ? '' : source.slice(start, end)));
    this.starts = tokens.map(({ start }) => start);
  }

  /** What is exported: `export default`, `export =` or `module.exports =`. */
  exported(): number | undefined {
    const at = this.words.findIndex(
      (word, index) =>
        (word === 'export' && ['default', '='].includes(this.words[index + 1] ?? '')) ||
        (word === 'exports' && this.words[index + 1] === '=' && this.words[index - 2] === 'module'),
    );
    return at < 0 ? undefined : at + 2;
  }

  spot(index: number): Spot {
    return spotIn(this.source, this.starts[index] ?? 0);
  }

  /** An entry of the object or list that begins at a token, or that what stands there is another name for. */
  entry(value: number, step: string | number, depth = 0): Entry | undefined {
    if (depth > DEEPEST) return undefined;
    const word = this.words[value] ?? '';
    if (word === '(') return this.entry(value + 1, step, depth + 1);
    if (word === '[') return typeof step === 'number' ? this.item(value, step) : undefined;
    if (word === '{') return this.key(value, String(step), depth);
    if (!/^[\p{L}_$]/u.test(word)) return undefined;
    if (this.words[value + 1] === '(') return this.entry(value + 2, step, depth + 1);
    const declared = this.words.findIndex(
      (one, index) => one === word && ['const', 'let', 'var'].includes(this.words[index - 1] ?? ''),
    );
    return this.words[declared + 1] === '=' && declared >= 0 ? this.entry(declared + 2, step, depth + 1) : undefined;
  }

  private item(list: number, position: number): Entry | undefined {
    const at = this.parts(list)[position];
    return at === undefined || this.words[at] === '...' ? undefined : { place: at, value: at };
  }

  /** The last one of a name counts, as in JavaScript; what a spread brings is asked in its turn. */
  private key(object: number, name: string, depth: number): Entry | undefined {
    for (const at of this.parts(object).toReversed()) {
      const word = this.words[at] ?? '';
      if (word === '...') {
        const spread = this.entry(at + 1, name, depth + 1);
        if (spread) return spread;
      } else if (word.replace(/^(['"])(.*)\1$/s, '$2') === name) {
        return { place: at, value: this.words[at + 1] === ':' ? at + 2 : at };
      }
    }
    return undefined;
  }

  /** Where the parts of a bracket begin, which commas divide. */
  private parts(open: number): number[] {
    const parts: number[] = [];
    let depth = 0;
    for (let index = open; index < this.words.length; index += 1) {
      const word = this.words[index] ?? '';
      if (depth === 1 && (index === open + 1 || this.words[index - 1] === ',') && !/^[\]})]$/.test(word))
        parts.push(index);
      if (/^(?:[[{(]|\$\{)$/.test(word)) depth += 1;
      else if (/^[\]})]$/.test(word)) depth -= 1;
      if (depth === 0) break;
    }
    return parts;
  }
}
