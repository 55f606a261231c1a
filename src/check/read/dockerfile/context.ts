import type { Fact } from '../../facts';
import { normal, within } from '../../view/path';
import { ignoring } from './ignore';

/** A file or folder that a builder may copy. */
export interface ContextEntry {
  /** From the root of the context, `/` first. */
  readonly path: string;
  readonly kind: 'file' | 'folder';
  readonly mode: number;
  readonly size: number;
  /** Read when it is asked for. */
  readonly text: () => Fact<string>;
}

/** The folder that a recipe is built in, as far as its builder sees it. */
export interface BuildContext {
  /** Everything in it; the reason where that is too much to list. */
  readonly entries: Fact<readonly ContextEntry[]>;
}

/** A context without what its `.dockerignore` leaves out. */
export function withoutIgnored(context: BuildContext, dockerignore: string | undefined): BuildContext {
  if (dockerignore === undefined || !context.entries.known) return context;
  const ignored = ignoring(dockerignore);
  const entries = context.entries.value.filter((entry) => !ignored(entry.path.slice(1)));
  return { entries: { ...context.entries, value: entries } };
}

/** What a source of COPY names: a file, everything in a folder, or all that a pattern matches. */
export function sourcesOf(entries: readonly ContextEntry[], source: string): readonly ContextEntry[] {
  const path = normal(source);
  if (!/[*?[]/.test(source)) return entries.filter((entry) => entry.path === path || path === '/');
  const matches = ignoring(path.slice(1), true);
  return entries.filter((entry) => matches(entry.path.slice(1)));
}

/** The files and folders in a folder, each with its path from there. */
export const contentOf = (entries: readonly ContextEntry[], folder: string) =>
  entries
    .filter((entry) => entry.path !== normal(folder) && within(entry.path, folder))
    .map((entry) => ({ entry, inside: normal(folder) === '/' ? entry.path : entry.path.slice(normal(folder).length) }));
