import { asking, type ContainerCheck } from './check-containers';
import { kindOf } from './container-kind';
import { recipeSubjects } from './container-subjects';
import { fixRecipe } from './fix-recipe';
import type { Io } from './io';
import { lineDiff } from './line-diff';
import { replaceFile } from './replace-file';
import { parseSessionTypes } from './session-types';

/**
 * Cures what a program can cure of recipes: shows it as a patch, or writes it.
 *
 * @returns whether there was anything to cure
 * @throws {UsageError} when a recipe cannot be read, or a file cannot be written
 */
export function fixContainers(
  names: readonly string[],
  check: ContainerCheck,
  { dryRun }: { readonly dryRun: boolean },
  io: Io,
): boolean {
  const types = parseSessionTypes(check.types, check.demands.contract.types);
  const today = io.now();
  const ask = asking(check, today);
  const recipes = names.filter((name) => ['dockerfile', 'apptainer'].includes(kindOf(name) ?? ''));
  let any = false;
  for (const name of recipes) {
    const { changed, cured } = fixRecipe(name, io.cwd, check, (recipe) => {
      const { subjects, waivers } = recipeSubjects(name, recipe, { ...check, types, today });
      return ask(subjects, waivers);
    });
    if (changed.length === 0) continue;
    any = true;
    if (dryRun) for (const { file, before, after } of changed) io.stdout.write(lineDiff(file, before, after));
    else {
      for (const { file, after } of changed) replaceFile(file, after, io.cwd);
      io.stderr.write(`${name}: cured ${cured.join(', ')}\n`);
    }
  }
  return any;
}
