import { closeSync, existsSync, openSync, writeSync } from 'node:fs';
import { dirname, relative, resolve, sep } from 'node:path';
import { readSite } from '../config/read-site';
import { UsageError } from '../errors';
import { planSite } from '../plan/plan';
import { defineCommand } from './command';
import { EXIT } from './io';
import { STDIN } from './read-text';
import { endingOf, MODULE_ENDINGS } from './site-endings';
import { startingSite, typescriptSite, yamlSite } from './starting-site';

interface InitOptions {
  readonly out?: string;
  readonly yaml?: true;
}

/** Writes a site to start from: it is valid as it is, and says what to change. */
export const init = defineCommand<InitOptions>({
  description: 'Writes a site to start from. It is valid as it is, and its comments say what to change.',
  arguments: [{ name: '[name]', help: 'name of the site (default: my-site), or - to print one' }],
  options: [
    { flags: '--out <file>', help: 'file to write; - prints it (default: NAME.ts or NAME.yaml)' },
    { flags: '--yaml', help: 'YAML instead of TypeScript, as for a file of that ending' },
  ],
  examples: [
    { line: 'init keck', does: 'writes keck.ts' },
    { line: 'init keck --yaml --out sites/keck.yaml', does: 'YAML, elsewhere' },
    { line: 'init -', does: 'prints it' },
  ],
  async run([given = 'my-site'], { out, yaml }, io) {
    const name = given === STDIN ? 'my-site' : given;
    const file = out ?? (given === STDIN ? STDIN : `${name}.${yaml ? 'yaml' : 'ts'}`);
    const asYaml = languageOf(file, yaml) === 'yaml';
    const site = startingSite(name);
    const label = file === STDIN ? 'init' : file;
    planSite(readSite(Object.fromEntries(site.map(({ key, value }) => [key, value])), label), label);
    const text = asYaml ? yamlSite(site, schemaFor(file, io.cwd)) : typescriptSite(site);
    if (file === STDIN) io.stdout.write(text);
    else {
      create(file, text, io.cwd);
      io.stdout.write(`${file} is written. Next: npx astroplatform check ${file}\n`);
    }
    return EXIT.clean;
  },
});

/**
 * What the file is written in, so that whoever reads it finds what its name says.
 *
 * @throws {UsageError} for a name that no site can have, or that says something else than `--yaml`
 */
function languageOf(file: string, yaml: boolean | undefined): 'typescript' | 'yaml' {
  const ending = endingOf(file);
  const language = /^\.ya?ml$/.test(ending) ? 'yaml' : MODULE_ENDINGS.includes(ending) ? 'typescript' : undefined;
  if (file === STDIN) return yaml ? 'yaml' : 'typescript';
  if (language === undefined)
    throw new UsageError(`${file}: cannot be written`, [
      {
        file,
        fact: `it would ${ending ? `end in ${ending}` : 'have no ending'}`,
        act: 'Name a .ts, .js, .yaml or .yml file',
      },
    ]);
  if (yaml && language === 'typescript')
    throw new UsageError(`${file}: cannot be written`, [
      {
        file,
        path: '--yaml',
        fact: `a file that ends in ${ending} holds no YAML`,
        act: 'Name a .yaml file, or leave --yaml out',
      },
    ]);
  return language;
}

function create(file: string, text: string, cwd: string): void {
  try {
    const handle = openSync(resolve(cwd, file), 'wx');
    try {
      writeSync(handle, text);
    } finally {
      closeSync(handle);
    }
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const known: Readonly<Record<string, { fact: string; act: string }>> = {
      EEXIST: { fact: 'it exists already', act: 'Name another with --out; nothing is overwritten' },
      ENOENT: { fact: 'there is no such folder', act: 'Create it first' },
    };
    throw new UsageError(`${file}: cannot be written`, [{ file, ...(known[code ?? ''] ?? { fact: message }) }]);
  }
}

/** The schema as an editor finds it from the new file: in the installed package, or where the comment says to put it. */
function schemaFor(file: string, cwd: string): string {
  const installed = resolve(cwd, 'node_modules/astroplatform/schema/site.schema.json');
  if (file === STDIN || !existsSync(installed)) return 'site.schema.json';
  return relative(dirname(resolve(cwd, file)), installed)
    .split(sep)
    .join('/');
}
