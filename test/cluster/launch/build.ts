import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { goBuild, goPlatform, type Start } from './go';

/** A program and the module that pins it. */
export interface Program {
  readonly name: string;
  /** Folder under `tools/`. */
  readonly folder: string;
  readonly pkg: string;
  readonly ldflags?: string;
  /** Files of the folder, beside `go.mod`, that decide what comes out. */
  readonly files: readonly string[];
}

const CACHE = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'astroplatform', 'cluster');

/** Folder of a module under `tools/`. */
export const toolFolder = (folder: string): string => join(__dirname, '..', 'tools', folder);

/** Where this very version of a program is kept in the user's cache, outside the tree. */
export async function cachedPath({ name, folder, ldflags = '', files }: Program): Promise<string> {
  const hash = createHash('sha256')
    .update(await goPlatform())
    .update(ldflags);
  for (const file of ['go.mod', ...files]) hash.update(readFileSync(join(toolFolder(folder), file)));
  mkdirSync(CACHE, { recursive: true, mode: 0o700 });
  return join(CACHE, `${name}-${hash.digest('hex').slice(0, 12)}`);
}

/** Builds a program in the folder `work` beside it: a half-written one never stands under its final name. */
export async function build(
  { folder, pkg, ldflags = '' }: Program,
  path: string,
  work: string,
  start: Start,
): Promise<void> {
  const output = join(work, 'program');
  await goBuild({ folder: toolFolder(folder), pkg, ldflags, output, work }, start);
  renameSync(output, path);
}
