import { readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import type { Result } from '../check/rule';
import { UsageError } from '../errors';
import { applyEdits, type Edit } from '../fix/edit';
import { FIXES } from '../fix/fixes';
import { type ReadRecipe, type RecipeOptions, readRecipe } from './container-subjects';
import { readText } from './read-text';

/** A file that has changed, seen from the folder of the call. */
export interface ChangedFile {
  readonly file: string;
  readonly before: string;
  readonly after: string;
}

/** What became of a recipe. */
export interface FixedRecipe {
  readonly changed: readonly ChangedFile[];
  /** Rules of which a finding is gone. */
  readonly cured: readonly string[];
}

/** A recipe does not have more findings than this that a program can cure. */
const MOST_CHANGES = 200;

/**
 * Cures what a program can cure of a recipe and the files beside it. Each change is tried by itself: it stays when its
 * finding is gone and no rule says more than before. Nothing is written.
 *
 * @param judge every finding on the recipe as it is at the moment
 */
export function fixRecipe(
  file: string,
  cwd: string,
  options: RecipeOptions,
  judge: (recipe: ReadRecipe) => readonly Result[],
): FixedRecipe {
  const folder = dirname(resolve(cwd, file));
  let texts = new Map<string, string>();
  let recipe = readRecipe(file, cwd, options);
  let results = judge(recipe);
  const tried = new Set<string>();
  const cured = new Set<string>();
  for (let changes = 0; changes < MOST_CHANGES; ) {
    const finding = results.find((result) => curable(result) && !tried.has(keyOf(result)));
    if (finding === undefined) break;
    tried.add(keyOf(finding));
    const edits = editsFor(finding, file, cwd, recipe, texts);
    const paths = perFile(edits, folder, resolve(cwd, file));
    if (edits.length === 0 || [...paths.keys()].some(isMarked)) continue;
    const next = new Map(texts);
    for (const [path, own] of paths) next.set(path, applyEdits(next.get(path) ?? readText(path, cwd), own));
    const after = tryOut(file, cwd, { ...options, texts: next }, judge);
    if (after === undefined || !isBetter(results, after.results, finding.rule)) continue;
    for (const rule of curedBy(results, after.results)) cured.add(rule);
    texts = next;
    ({ recipe, results } = after);
    changes += 1;
  }
  const changed = [...texts].map(([path, after]) => ({
    file: relative(cwd, path),
    before: readText(path, cwd),
    after,
  }));
  return { changed: changed.filter(({ before, after }) => before !== after), cured: [...cured].toSorted() };
}

const curable = ({ verdict, waiver, rule }: Result) =>
  verdict === 'fail' && waiver === undefined && Object.hasOwn(FIXES, rule);

/** By what it says: lines move when others are put in. */
const keyOf = ({ rule, message, place }: Result) => JSON.stringify([rule, message, place?.line, place?.column]);

function editsFor(
  { rule, message = '', place }: Result,
  file: string,
  cwd: string,
  { container, context, escaper }: ReadRecipe,
  texts: ReadonlyMap<string, string>,
): readonly Edit[] {
  const source = texts.get(resolve(cwd, file)) ?? readText(file, cwd);
  const entries = context.entries.known ? context.entries.value.filter(({ kind }) => kind === 'file') : [];
  const fix = FIXES[rule];
  return (
    fix?.({
      ...{ file, source, escaper, container, message, place },
      files: entries.map(({ path }) => path),
      text: (path) => {
        const text = entries.find((entry) => entry.path === path)?.text();
        return text?.known ? text.value : undefined;
      },
    }) ?? []
  );
}

function perFile(edits: readonly Edit[], folder: string, recipe: string): ReadonlyMap<string, readonly Edit[]> {
  const found = new Map<string, Edit[]>();
  for (const edit of edits) {
    const path = edit.beside === undefined ? recipe : join(folder, edit.beside);
    found.set(path, [...(found.get(path) ?? []), edit]);
  }
  return found;
}

/** A mark of the byte order is not in the text that was read: what is written would not have it. */
const isMarked = (path: string) => readFileSync(path).subarray(0, 3).equals(MARK);
const MARK = Buffer.from([0xef, 0xbb, 0xbf]);

function tryOut(file: string, cwd: string, options: RecipeOptions, judge: (recipe: ReadRecipe) => readonly Result[]) {
  try {
    const recipe = readRecipe(file, cwd, options);
    return { recipe, results: judge(recipe) };
  } catch (error) {
    // What a builder would refuse is no cure.
    if (error instanceof UsageError) return undefined;
    throw error;
  }
}

/** Findings and undecided verdicts of each rule. */
function counts(results: readonly Result[]): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  for (const { rule, verdict } of results)
    if (verdict === 'fail' || verdict === 'unknown') found.set(rule, (found.get(rule) ?? 0) + 1);
  return found;
}

function isBetter(before: readonly Result[], after: readonly Result[], rule: string): boolean {
  const [then, now] = [counts(before), counts(after)];
  if ((now.get(rule) ?? 0) >= (then.get(rule) ?? 0)) return false;
  return [...now].every(([one, count]) => count <= (then.get(one) ?? 0));
}

function curedBy(before: readonly Result[], after: readonly Result[]): string[] {
  const now = counts(after);
  return [...counts(before)].flatMap(([rule, count]) =>
    Array.from({ length: Math.max(0, count - (now.get(rule) ?? 0)) }, () => rule),
  );
}
