import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parse } from 'yaml';

/** Folder of the project. */
export const ROOT = join(__dirname, '..', '..');

/** What `Pulumi.yaml` tells the engine about the program. */
export interface Project {
  readonly name: string;
  readonly main: string;
  readonly runtime: { readonly name: string; readonly options: Readonly<Record<string, string>> };
}

/** `Pulumi.yaml` as it stands. */
export const readProject = () => parse(readFileSync(join(ROOT, 'Pulumi.yaml'), 'utf8')) as Project;

/** Where the engine says the program is: the folder of `main`, and the name of the file in it. */
export function programOf({ main }: Project): { directory: string; entryPoint: string } {
  const file = join(ROOT, main);
  return { directory: dirname(file), entryPoint: file.slice(dirname(file).length + 1) };
}
