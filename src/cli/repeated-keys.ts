import type { Problem } from '../errors';
import { spotIn } from './spot';

// Of sucrase's parser: the role of a name that is the key of an object.
const OBJECT_KEY = 10;

/**
 * Keys that stand twice in one object of a program. JavaScript takes the last and drops the others without a word: a pool
 * that bears the name of another is gone.
 *
 * @param source a program that can be parsed
 */
export function repeatedKeys(source: string, typescript: boolean): Problem[] {
  const { parse } = require('sucrase/dist/parser') as typeof import('sucrase/dist/types/parser');
  const { tokens } = parse(source, false, typescript, false);
  const text = (index: number) => source.slice(tokens[index]?.start ?? 0, tokens[index]?.end ?? 0);
  /** What a brace opens, and the keys that it has so far; a class, and names that are taken apart, may repeat theirs. */
  const objects = new Map<number, Set<string> | undefined>();
  const problems: Problem[] = [];
  for (const [index, { contextId, identifierRole, start }] of tokens.entries()) {
    if (contextId === null) continue;
    if (!objects.has(contextId)) {
      const object = text(index) === '{' && !['const', 'let', 'var'].includes(text(index - 1));
      objects.set(contextId, object ? new Set() : undefined);
    }
    const keys = objects.get(contextId);
    if (!keys || identifierRole !== OBJECT_KEY || text(index + 1) !== ':') continue;
    const key = text(index).replace(/^(['"])(.*)\1$/, '$2');
    if (keys.has(key)) problems.push({ ...spotIn(source, start), fact: 'this key stands twice', act: 'Remove one' });
    keys.add(key);
  }
  return problems;
}
