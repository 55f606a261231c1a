import { existsSync, readdirSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { parseImageReference } from '../check/view/image-reference';
import { UsageError } from '../errors';
import { isDockerfile } from './container-kind';
import { readText } from './read-text';

/** Folders with more recipes, or deeper ones, are not searched. */
const MOST_FOLDERS = 5000;
const DEEPEST = 8;

/** `# astroplatform: builds images.example.org/skaha/base` */
const BUILDS = /^[ \t]*#[ \t]*astroplatform:[ \t]*builds[ \t]+(\S{1,300})[ \t]*$/gm;

/** The recipes of repositories, by root: each is searched once. */
export type SearchedRepositories = Map<
  string,
  readonly { readonly file: string; readonly builds: readonly string[] }[]
>;

/**
 * The recipe of this repository that builds an image: the one that says so in a comment
 * (`# astroplatform: builds HOST/PROJECT/NAME`), else the only one whose folder has the name of the image, where the
 * image is one of the platform's own registries.
 *
 * @param from file of the recipe that names the image
 * @param registries hosts of the platform
 * @param searched what was found before, for a call that asks more than once
 * @returns the file, seen from `cwd`; undefined when there is none, or more than one
 */
export function recipeOf(
  reference: string,
  from: string,
  registries: readonly string[],
  cwd: string,
  searched: SearchedRepositories = new Map(),
): string | undefined {
  const image = parseImageReference(reference);
  if (image === undefined) return undefined;
  const name = `${image.host}/${image.repository}`;
  const root = rootOf(resolve(cwd, from));
  const all = searched.get(root) ?? recipesIn(root).map((file) => ({ file, builds: buildsOf(file) }));
  searched.set(root, all);
  const recipes = all.filter(({ file }) => file !== resolve(cwd, from));
  const said = recipes.filter(({ builds }) => builds.includes(name));
  const own = registries.includes(image.host)
    ? recipes.filter(
        ({ file, builds }) => basename(dirname(file)) === basename(image.repository) && builds.length === 0,
      )
    : [];
  const [found, ...more] = said.length > 0 ? said : own;
  return found === undefined || more.length > 0 ? undefined : relative(cwd, found.file) || found.file;
}

function buildsOf(file: string): readonly string[] {
  try {
    return [...readText(basename(file), dirname(file)).matchAll(BUILDS)].map(([, name = '']) => name);
  } catch (error) {
    // What cannot be read builds nothing that we know of.
    if (error instanceof UsageError) return [];
    throw error;
  }
}

/** The repository that a file is in, by its .git; without one, the folder above its own. */
function rootOf(file: string): string {
  for (let folder = dirname(file), depth = 0; depth < DEEPEST; depth += 1, folder = dirname(folder)) {
    if (existsSync(join(folder, '.git'))) return folder;
    if (dirname(folder) === folder) break;
  }
  return dirname(dirname(file));
}

function recipesIn(root: string): readonly string[] {
  const found: string[] = [];
  const ahead = [{ folder: root, depth: 0 }];
  let read = 0;
  for (let next = ahead.pop(); next !== undefined && read < MOST_FOLDERS; next = ahead.pop(), read += 1) {
    const { folder, depth } = next;
    for (const entry of list(folder)) {
      if (entry.isFile() && isDockerfile(entry.name)) found.push(join(folder, entry.name));
      if (entry.isDirectory() && depth < DEEPEST && !/^\.|^node_modules$/.test(entry.name))
        ahead.push({ folder: join(folder, entry.name), depth: depth + 1 });
    }
  }
  return found.toSorted();
}

function list(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    // A folder that may not be read holds nothing for us.
    return [];
  }
}
