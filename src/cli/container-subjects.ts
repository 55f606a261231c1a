import { readdirSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import type { Container } from '../check/facts';
import { known, notKnown } from '../check/facts';
import type { BuildContext, ContextEntry } from '../check/read/dockerfile/context';
import type { Waiver } from '../check/rule';
import type { Subject } from '../check/run';
import type { Profile, SessionType } from '../check/session-contract';
import { UsageError } from '../errors';
import { kindOf } from './container-kind';
import { readText } from './read-text';
import { recipeOf } from './repository-recipes';
import type { ContainerDemands } from './site-contract';

/** How the command line says what a container is to be judged as. */
export interface ContainerOptions {
  readonly types: readonly SessionType[];
  readonly gpu: boolean;
  readonly profile: Profile;
  readonly target?: string;
  readonly buildArg?: readonly string[];
  readonly demands: ContainerDemands;
  readonly today: Date;
}

/** What a file gives to be judged, and the waivers that are written in it. */
export interface ReadSubjects {
  readonly subjects: readonly Subject[];
  readonly waivers: readonly Waiver[];
}

/** Files larger than this are not looked into, and folders with more files are not listed. */
const LARGEST_TEXT = 262_144;
const MOST_FILES = 20_000;
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
    const value = { request: json(readText(file, cwd), file), contract };
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
  const { container, comments } = readRecipe(file, cwd, options);
  const { waiversIn } = require('./waiver-comments') as typeof import('./waiver-comments');
  const { types, gpu, profile } = options;
  return {
    subjects: [{ kind: 'container', name: file, value: { container, types, gpu, profile, contract }, place }],
    waivers: waiversIn(comments, file),
  };
}

/** A recipe as it was read. */
export interface ReadRecipe {
  readonly container: Container;
  readonly comments: readonly { readonly text: string; readonly line: number }[];
}

type RecipeOptions = Pick<ContainerOptions, 'demands' | 'target' | 'buildArg'>;

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
  const text = readText(file, cwd);
  return kindOf(file) === 'apptainer'
    ? definition(text, file, cwd, options)
    : dockerfile(text, file, cwd, options, above);
}

function dockerfile(
  text: string,
  file: string,
  cwd: string,
  { demands, target, buildArg = [] }: RecipeOptions,
  above: readonly string[],
): ReadRecipe {
  const { readDockerfile } = require('../check/read/dockerfile/read') as typeof import('../check/read/dockerfile/read');
  const { withoutIgnored } =
    require('../check/read/dockerfile/context') as typeof import('../check/read/dockerfile/context');
  const context = folderOf(dirname(resolve(cwd, file)));
  const own = context.entries.known ? context.entries.value : [];
  const named = (name: string) => own.find(({ path }) => path === `/${name}`)?.text();
  const ignore = named(`${basename(file)}.dockerignore`) ?? named('.dockerignore');
  const read = readDockerfile(text, {
    file,
    context: withoutIgnored(context, ignore?.known ? ignore.value : undefined),
    folder: context,
    args: argumentsOf(buildArg),
    bases: demands.bases,
    parent: (reference) => parentOf(reference, file, cwd, demands, above),
    ...(target === undefined ? {} : { target }),
  });
  refuse(file, read.problems);
  return { container: read.container, comments: read.dockerfile.comments };
}

/** The container of another recipe of this repository that builds the image; undefined when there is none. */
function parentOf(
  reference: string,
  file: string,
  cwd: string,
  demands: ContainerDemands,
  above: readonly string[],
): Container | undefined {
  const found = recipeOf(reference, file, demands.contract.registries, cwd);
  if (found === undefined || above.includes(found) || above.length >= DEEPEST) return undefined;
  const { inherited } = require('../check/read/recipe/inherited') as typeof import('../check/read/recipe/inherited');
  return inherited(readRecipe(found, cwd, { demands }, [...above, file]).container);
}

function definition(text: string, file: string, cwd: string, { demands, buildArg = [] }: RecipeOptions): ReadRecipe {
  const { readDefinition } = require('../check/read/apptainer/read') as typeof import('../check/read/apptainer/read');
  const context = folderOf(dirname(resolve(cwd, file)));
  const args = argumentsOf(buildArg);
  const { container, comments, problems } = readDefinition(text, { file, context, args, bases: demands.bases });
  refuse(file, problems);
  return { container, comments };
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
      path: `${line}:${column}`,
      fact: message,
      act: 'Correct the recipe',
    })),
  );
}

/** The folder of a recipe, read when something is copied out of it. */
function folderOf(folder: string): BuildContext {
  let entries: BuildContext['entries'] | undefined;
  return {
    get entries() {
      entries ??= list(folder);
      return entries;
    },
  };
}

function list(folder: string): BuildContext['entries'] {
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
          text: () => textOf(folder, path, size),
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

function json(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new UsageError(`${file}: not JSON`, [
      { file, path: '', fact: (error as Error).message, act: 'Correct the JSON' },
    ]);
  }
}
