import type { Rule } from '../check/rule';
import { takeOwnRules } from '../config/own-rules';
import { readSite } from '../config/read-site';
import type { Site } from '../config/site';
import { UsageError } from '../errors';
import { type Plan, planSite } from '../plan/plan';
import type { Io } from './io';
import { readRules } from './load-rules';
import { readStdin, readText, STDIN, STDIN_NAME } from './read-text';
import type { SiteDocument } from './site-document';
import { DOCUMENT_ENDINGS, endingOf, isTypescript, MODULE_ENDINGS } from './site-endings';

/** A site that was read and planned. */
export interface LoadedSite {
  /** File as the user named it. */
  readonly file: string;
  readonly site: Site;
  readonly plan: Plan;
  /** Where a path of the site is written in the file, or the nearest above it that is. */
  readonly locate: Locate;
  /** The site's own rules, from `checks.rules` of a TypeScript site. */
  readonly rules: readonly Rule[];
}

/**
 * Loads a site from a `.ts`, `.js`, `.yaml`, `.yml` or `.json` file, or YAML or JSON from standard input for `-`.
 *
 * A program that never ends is not interrupted: a site file is trusted as any other program that its user starts.
 *
 * @throws {UsageError} with every mistake at once
 */
export async function loadSite(file: string, io: Pick<Io, 'cwd' | 'stdin'>): Promise<LoadedSite> {
  const { value, locate, name } = await readValue(file, io);
  try {
    const site = readSite(value, name);
    const plan = planSite(site, name);
    return { file: name, site, plan, locate, rules: readRules(takeOwnRules(value).rules, name) };
  } catch (error) {
    throw error instanceof UsageError ? withPlaces(error, locate) : error;
  }
}

/** Sites of a call: those that are well, and why the others are not. */
export interface ReadSites {
  readonly sites: readonly LoadedSite[];
  readonly refused: readonly UsageError[];
}

/** Reads several sites. The second of two with one name is refused. */
export async function readSites(files: readonly string[], io: Pick<Io, 'cwd' | 'stdin'>): Promise<ReadSites> {
  const sites: LoadedSite[] = [];
  const refused: UsageError[] = [];
  for (const file of files) {
    try {
      const loaded = await loadSite(file, io);
      const twin = sites.find(({ site }) => site.name === loaded.site.name);
      if (twin) throw twins(twin.file, loaded);
      sites.push(loaded);
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      refused.push(error);
    }
  }
  return { sites, refused };
}

/**
 * Loads several sites.
 *
 * @throws {UsageError} with every mistake of every file, or when two sites have one name
 */
export async function loadSites(
  files: readonly string[],
  io: Pick<Io, 'cwd' | 'stdin'>,
): Promise<readonly LoadedSite[]> {
  const { sites, refused } = await readSites(files, io);
  const [first, ...others] = refused;
  if (first) throw UsageError.of([first, ...others]);
  return sites;
}

const twins = (file: string, { file: second, site, locate }: LoadedSite) =>
  withPlaces(
    new UsageError(`${second}: a second site "${site.name}"`, [
      { file: second, path: 'name', fact: `${file} has this name too`, act: 'Name each site once' },
    ]),
    locate,
  );

type Locate = SiteDocument['locate'];

async function readValue(
  file: string,
  io: Pick<Io, 'cwd' | 'stdin'>,
): Promise<{ value: unknown; locate: Locate; name: string }> {
  if (file === STDIN) return { ...document(await readStdin(io.stdin), STDIN_NAME), name: STDIN_NAME };
  const ending = endingOf(file);
  if (DOCUMENT_ENDINGS.includes(ending)) return { ...document(readText(file, io.cwd), file), name: file };
  // Programs bring a TypeScript parser; documents do without it, and the other way round.
  const { runModule } = require('./site-module') as typeof import('./site-module');
  if (MODULE_ENDINGS.includes(ending)) {
    const locate: Locate = (path) => {
      const { placeInModule } = require('./module-places') as typeof import('./module-places');
      return placeInModule(readText(file, io.cwd), isTypescript(file), path);
    };
    return { value: runModule(file, io.cwd), locate, name: file };
  }
  readText(file, io.cwd); // A missing file or a folder is the better thing to say.
  throw new UsageError(`${file}: not a site file`, [
    {
      file,
      fact: ending ? `the ending ${ending} is not known` : 'its name has no ending',
      act: 'Name a .ts, .js, .yaml, .yml or .json file',
    },
  ]);
}

function document(text: string, name: string): SiteDocument {
  const { readDocument } = require('./site-document') as typeof import('./site-document');
  return readDocument(text, name);
}

/** Adds line and column to the paths of a site or of another file. */
export function withPlaces(error: UsageError, locate: Locate): UsageError {
  const problems = error.problems.map((problem) =>
    problem.path === undefined ? problem : { ...problem, ...locate(problem.path) },
  );
  return new UsageError(error.title, problems);
}
