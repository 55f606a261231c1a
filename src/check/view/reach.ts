import type { Container, Fact } from '../facts';
import type { Fault } from '../rule';
import { parents } from './path';

/** A folder above a path that keeps users out, as far as that is known: whoever may not enter it does not reach the file. */
export function closedAbove(container: Container, path: string): readonly Fault[] {
  return parents(path).flatMap((folder): Fault[] => {
    if (folder === '/') return [];
    const found = container.file(folder);
    const entry = found.known ? found.value : undefined;
    if (entry?.kind !== 'folder' || !entry.mode.known || (entry.mode.value & 0o1) === 1) return [];
    const place = entry.mode.place ?? entry.place;
    const message = `${folder} has the mode ${entry.mode.value.toString(8)}, so users do not reach ${path}`;
    return [{ message, ...(place ? { place } : {}) }];
  });
}

/** The interpreter that the first line of a script names and that is known not to be there. */
export function missingInterpreter(container: Container, text: string): string | undefined {
  const [, path = '', word = ''] = /^#![ \t]*(\S+)(?:[ \t]+(\S+))?/.exec(text) ?? [];
  const isEnv = /(?:^|\/)env$/.test(path);
  if (!path.startsWith('/') || (isEnv && !/^[\w.+-]+$/.test(word))) return undefined;
  const found: Fact<object | undefined> =
    isEnv && !word.startsWith('-') ? container.command(word) : container.file(path);
  return found.known && found.value === undefined ? (isEnv ? word : path) : undefined;
}
