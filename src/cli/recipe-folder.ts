import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { known, notKnown } from '../check/facts';
import type { BuildContext, ContextEntry } from '../check/read/dockerfile/context';
import { UsageError } from '../errors';
import { readText } from './read-text';

/** Files larger than this are not looked into, and folders with more files are not listed. */
const LARGEST_TEXT = 262_144;
const MOST_FILES = 20_000;

/**
 * The folder of a recipe, read when something is copied out of it.
 *
 * @param texts texts in place of those on the disk, by absolute path
 */
export function folderOf(folder: string, texts: ReadonlyMap<string, string> = new Map()): BuildContext {
  let entries: BuildContext['entries'] | undefined;
  return {
    get entries() {
      entries ??= list(folder, texts);
      return entries;
    },
  };
}

function list(folder: string, texts: ReadonlyMap<string, string>): BuildContext['entries'] {
  const found: ContextEntry[] = [];
  const ahead = [''];
  try {
    for (let at = ahead.pop(); at !== undefined; at = ahead.pop()) {
      for (const entry of readdirSync(join(folder, at), { withFileTypes: true })) {
        const path = `${at}/${entry.name}`;
        // A builder takes links as links; what they lead to may lie outside.
        if (!entry.isFile() && !entry.isDirectory()) continue;
        if (found.length >= MOST_FILES) return notKnown(`${folder} has more than ${MOST_FILES} files`);
        const { mode, size } = statSync(join(folder, path));
        found.push({
          path,
          kind: entry.isFile() ? 'file' : 'folder',
          mode: mode & 0o777,
          size,
          text: () => {
            const changed = texts.get(join(folder, path));
            return changed === undefined ? textOf(folder, path, size) : known(changed);
          },
        });
        if (entry.isDirectory() && entry.name !== '.git' && entry.name !== 'node_modules') ahead.push(path);
      }
    }
  } catch (error) {
    return notKnown(
      `the folder of the recipe cannot be read: ${(error as NodeJS.ErrnoException).code ?? 'unknown error'}`,
    );
  }
  return known(found);
}

function textOf(folder: string, path: string, size: number): ReturnType<ContextEntry['text']> {
  if (size > LARGEST_TEXT) return notKnown(`${path} is larger than ${LARGEST_TEXT} bytes`);
  try {
    return known(readText(`.${path}`, folder));
  } catch (error) {
    if (error instanceof UsageError) return notKnown(`${path} is no text`);
    throw error;
  }
}
