import { basename, dirname, resolve } from 'node:path';
import type { Container } from '../check/facts';
import type { BuildContext } from '../check/read/dockerfile/context';
import type { Parent } from '../check/read/dockerfile/read';
import type { Waiver } from '../check/rule';
import type { Subject } from '../check/run';
import type { Profile, SessionType } from '../check/session-contract';
import { UsageError } from '../errors';
import type { ContainerDemands } from './container-demands';
import { kindOf } from './container-kind';
import { readText } from './read-text';
import { folderOf } from './recipe-folder';
import { recipeOf, type SearchedRepositories } from './repository-recipes';

/** How the command line says what a container is to be judged as. */
export interface ContainerOptions {
  readonly types: readonly SessionType[];
  readonly gpu: boolean;
  readonly profile: Profile;
  readonly target?: string;
  readonly buildArg?: readonly string[];
  readonly demands: ContainerDemands;
  readonly today: Date;
  /** Where other recipes were looked for, in this call. */
  readonly searched?: SearchedRepositories;
}

/** What a file gives to be judged, and the waivers that are written in it. */
export interface ReadSubjects {
  readonly subjects: readonly Subject[];
  readonly waivers: readonly Waiver[];
}

/** Recipes that stand on each other deeper than this stand in a circle. */
const DEEPEST = 10;

/**
 * Reads a recipe, a session request, or a list of what is in a registry.
 *
 * @throws {UsageError} when it cannot be read, or the options do not fit it
 */
export function readSubjects(file: string, cwd: string, options: ContainerOptions): ReadSubjects {
  const kind = kindOf(file);
  const { contract } = options.demands;
  const place = { file };
  if (kind === 'request') {
    const value = { request: requestIn(json(readText(file, cwd), file), file), contract };
    return { subjects: [{ kind: 'request', name: file, value, place }], waivers: [] };
  }
  if (kind === 'artifacts') {
    const { readArtifacts } =
      require('../check/read/harbor/artifacts') as typeof import('../check/read/harbor/artifacts');
    const [host = ''] = contract.registries;
    const artifacts = readArtifacts(json(readText(file, cwd), file), { file, host, today: options.today, contract });
    return {
      subjects: artifacts.map(({ name, value }) => ({ kind: 'artifact', name, value, place })),
      waivers: [],
    };
  }
  return recipeSubjects(file, readRecipe(file, cwd, options), options);
}

/** What a recipe that was read gives to be judged. */
export function recipeSubjects(
  file: string,
  { container, comments }: ReadRecipe,
  { types, gpu, profile, demands, today }: Pick<ContainerOptions, 'types' | 'gpu' | 'profile' | 'demands' | 'today'>,
): ReadSubjects {
  const { waiversIn } = require('./waiver-comments') as typeof import('./waiver-comments');
  const value = { container, types, gpu, profile, contract: demands.contract, today };
  return { subjects: [{ kind: 'container', name: file, value, place: { file } }], waivers: waiversIn(comments, file) };
}

/** A recipe as it was read. */
export interface ReadRecipe {
  readonly container: Container;
  /** What it keeps for recipes that build on it. */
  readonly triggers?: Parent['triggers'];
  /** What its builder sees of its folder. */
  readonly context: BuildContext;
  /** What continues a line. */
  readonly escaper: string;
  readonly comments: readonly { readonly text: string; readonly line: number }[];
}

/** What a recipe is read with. */
export interface RecipeOptions extends Pick<ContainerOptions, 'demands' | 'target' | 'buildArg' | 'searched'> {
  /** Texts in place of those on the disk, by absolute path. */
  readonly texts?: ReadonlyMap<string, string>;
}

/**
 * Reads a Dockerfile or a definition with the folder that it lies in.
 *
 * @param above recipes that stand on this one
 * @throws {UsageError} when it cannot be read, or a builder would refuse it
 */
export function readRecipe(
  file: string,
  cwd: string,
  options: RecipeOptions,
  above: readonly string[] = [],
): ReadRecipe {
  const text = options.texts?.get(resolve(cwd, file)) ?? readText(file, cwd);
  return kindOf(file) === 'apptainer'
    ? definition(text, file, cwd, options, above)
    : dockerfile(text, file, cwd, options, above);
}

function dockerfile(
  text: string,
  file: string,
  cwd: string,
  options: RecipeOptions,
  above: readonly string[],
): ReadRecipe {
  const { demands, target, texts, buildArg = [] } = options;
  const { readDockerfile } = require('../check/read/dockerfile/read') as typeof import('../check/read/dockerfile/read');
  const { withoutIgnored } =
    require('../check/read/dockerfile/context') as typeof import('../check/read/dockerfile/context');
  const folder = folderOf(dirname(resolve(cwd, file)), texts);
  const own = folder.entries.known ? folder.entries.value : [];
  const named = (name: string) => own.find(({ path }) => path === `/${name}`)?.text();
  const ignore = named(`${basename(file)}.dockerignore`) ?? named('.dockerignore');
  const context = withoutIgnored(folder, ignore?.known ? ignore.value : undefined);
  const read = readDockerfile(text, {
    file,
    context,
    folder,
    args: argumentsOf(buildArg),
    bases: demands.bases,
    parent: (reference) => parentOf(reference, file, cwd, options, above),
    ...(target === undefined ? {} : { target }),
  });
  refuse(file, read.problems);
  const { comments, directives } = read.dockerfile;
  const { container, triggers } = read;
  return { container, triggers, comments, context, escaper: directives.escape };
}

/** What another recipe of this repository gives that builds the image; undefined when there is none. */
function parentOf(
  reference: string,
  file: string,
  cwd: string,
  { demands, searched }: RecipeOptions,
  above: readonly string[],
): Parent | undefined {
  const found = recipeOf(reference, file, demands.contract.registries, cwd, searched);
  if (found === undefined || above.includes(found) || above.length >= DEEPEST) return undefined;
  const { inherited } = require('../check/read/recipe/inherited') as typeof import('../check/read/recipe/inherited');
  // Target, arguments and changed texts are those of the recipe that stands on it.
  const own = { demands, ...(searched && { searched }) };
  const { container, triggers = [] } = readRecipe(found, cwd, own, [...above, file]);
  return { container: inherited(container), triggers };
}

function definition(
  text: string,
  file: string,
  cwd: string,
  options: RecipeOptions,
  above: readonly string[],
): ReadRecipe {
  const { demands, texts, buildArg = [] } = options;
  const { readDefinition } = require('../check/read/apptainer/read') as typeof import('../check/read/apptainer/read');
  const context = folderOf(dirname(resolve(cwd, file)), texts);
  const args = argumentsOf(buildArg);
  // Apptainer carries out no ONBUILD of its base.
  const parent = (reference: string) => parentOf(reference, file, cwd, options, above)?.container;
  const { container, comments, problems } = readDefinition(text, { file, context, args, parent, bases: demands.bases });
  refuse(file, problems);
  return { container, comments, context, escaper: '\\' };
}

function refuse(
  file: string,
  problems: readonly { readonly line: number; readonly column: number; readonly message: string }[],
): void {
  if (problems.length === 0) return;
  throw new UsageError(
    `${file}: a builder would refuse it`,
    problems.map(({ line, column, message }) => ({
      file,
      line,
      column,
      fact: message,
      act: 'Correct the recipe',
    })),
  );
}

function argumentsOf(args: readonly string[]): Readonly<Record<string, string>> {
  const entries = args.map((arg): [string, string] => {
    const at = arg.indexOf('=');
    if (at < 1)
      throw new UsageError('check: unreadable build argument', [
        { path: '--build-arg', fact: `"${arg}" is not name=value`, act: 'Write name=value' },
      ]);
    return [arg.slice(0, at), arg.slice(at + 1)];
  });
  return Object.fromEntries(entries);
}

/** A request is one mapping. */
function requestIn(value: unknown, file: string): unknown {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
  throw new UsageError(`${file}: not a session request`, [
    {
      file,
      path: '',
      fact: 'it is not a mapping',
      act: 'Write one request: {"type": "notebook", "name": ..., "image": ...}',
    },
  ]);
}

function json(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new UsageError(`${file}: not JSON`, [
      { file, path: '', fact: (error as Error).message, act: 'Correct the JSON' },
    ]);
  }
}
