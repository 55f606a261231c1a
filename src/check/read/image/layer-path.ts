import type { Limits } from './limits';
import { Unreadable } from './unreadable';

/** Parts of a path of a layer, from the image's root; empty for the root itself. */
export function partsOf(name: string, limits: Pick<Limits, 'path' | 'component' | 'depth'>): readonly string[] {
  if (name.length > limits.path) throw new Unreadable(`a path in it is longer than ${limits.path} characters`);
  const parts = name.split('/').filter((part) => part !== '' && part !== '.');
  if (parts.includes('..')) throw new Unreadable(`the path ${quoted(name)} in it leads upwards`);
  if (parts.length > limits.depth) throw new Unreadable(`a path in it has more than ${limits.depth} parts`);
  for (const part of parts) {
    if (part.length > limits.component) {
      throw new Unreadable(`a file name in it is longer than ${limits.component} characters`);
    }
  }
  return parts;
}

/** A name of a stranger, fit for a message: short, and without characters that a terminal obeys. */
export function quoted(name: string): string {
  const text = JSON.stringify(name.length > 200 ? `${name.slice(0, 200)}…` : name);
  return text.replace(/[\u007f-\u009f\u2028-\u202e\u2066-\u2069]/g, (character) => {
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
}
