import { readdirSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import type { Container } from '../check/facts';
import { known, notKnown } from '../check/facts';
import type { BuildContext, ContextEntry } from '../check/read/dockerfile/context';
import type { Waiver } from '../check/rule';
import type { Subject } from '../check/run';
import { CONTRACT, type Profile, type SessionType } from '../check/session-contract';
import { UsageError } from '../errors';
import { readText } from './read-text';

/** How the command line says what a container is to be judged as. */
export interface ContainerOptions {
  readonly types: readonly SessionType[];
  readonly profile: Profile;
  readonly target?: string;
  readonly buildArg?: readonly string[];
}

/** What a recipe or a request gives to be judged, and the waivers that are written in it. */
export interface ReadSubject {
  readonly subject: Subject;
  readonly waivers: readonly Waiver[];
}

/** Files larger than this are not looked into, and folders with more files are not listed. */
const LARGEST_TEXT = 262_144;
const MOST_FILES = 20_000;

/** What a file is by its name; undefined for a site. */
export function kindOf(file: string): 'dockerfile' | 'apptainer' | 'request' | undefined {
  const name = basename(file);
  if (/^(?:Dockerfile|Containerfile)(?:\..+)?$|\.(?:Dockerfile|Containerfile)$/i.test(name)) return 'dockerfile';
  if (/\.def$/.test(name)) return 'apptainer';
  return /^(?:.*[._-])?request\.json$/.test(name) ? 'request' : undefined;
}

/**
 * Reads a recipe or a session request.
 *
 * @throws {UsageError} when it cannot be read, or the options do not fit it
 */
export function readSubject(file: string, cwd: string, options: ContainerOptions): ReadSubject {
  const kind = kindOf(file);
  const text = readText(file, cwd);
  if (kind === 'request')
    return {
      subject: {
        kind: 'request',
        name: file,
        value: { request: json(text, file), contract: CONTRACT },
        place: { file },
      },
      waivers: [],
    };
  const { container, comments } =
    kind === 'apptainer' ? definition(text, file, cwd) : dockerfile(text, file, cwd, options);
  const { waiversIn } = require('./waiver-comments') as typeof import('./waiver-comments');
  return {
    subject: {
      kind: 'container',
      name: file,
      value: { container, types: options.types, profile: options.profile, contract: CONTRACT },
      place: { file },
    },
    waivers: waiversIn(comments, file),
  };
}

interface Recipe {
  readonly container: Container;
  readonly comments: readonly { readonly text: string; readonly line: number }[];
}

function dockerfile(text: string, file: string, cwd: string, options: ContainerOptions): Recipe {
  const { readDockerfile } = require('../check/read/dockerfile/read') as typeof import('../check/read/dockerfile/read');
  const { withoutIgnored } =
    require('../check/read/dockerfile/context') as typeof import('../check/read/dockerfile/context');
  const folder = dirname(resolve(cwd, file));
  const context = folderOf(folder);
  const own = context.entries.known ? context.entries.value : [];
  const named = (name: string) => own.find(({ path }) => path === `/${name}`)?.text();
  const ignore = named(`${basename(file)}.dockerignore`) ?? named('.dockerignore');
  const {
    container,
    dockerfile: read,
    problems,
  } = readDockerfile(text, {
    file,
    context: withoutIgnored(context, ignore?.known ? ignore.value : undefined),
    args: argumentsOf(options.buildArg ?? []),
    ...(options.target === undefined ? {} : { target: options.target }),
  });
  refuse(file, problems);
  return { container, comments: read.comments };
}

function definition(text: string, file: string, cwd: string): Recipe {
  const { readDefinition } = require('../check/read/apptainer/read') as typeof import('../check/read/apptainer/read');
  const { container, comments, problems } = readDefinition(text, {
    file,
    context: folderOf(dirname(resolve(cwd, file))),
  });
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
