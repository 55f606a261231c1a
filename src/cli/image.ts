import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { asDockerfile } from '../check/read/apptainer/as-dockerfile';
import type { SessionType } from '../check/session-contract';
import { parseImageReference } from '../check/view/image-reference';
import { UsageError } from '../errors';
import { makeFolders } from '../make-folders';
import { toYaml } from '../yaml';
import { type Command, defineCommand } from './command';
import { DOCUMENTED } from './container-demands';
import { kindOf } from './container-kind';
import { EXIT, type Io } from './io';
import { loadSite } from './load-site';
import { localRun } from './local-run';
import { readText } from './read-text';
import { parseSessionTypes } from './session-types';
import { siteDemands } from './site-contract';
import { type RecipeFacts, startingRecipe } from './starting-recipe';
import { structureTests } from './structure-tests';

interface ImageOptions {
  readonly type?: readonly string[];
  readonly site?: string;
  readonly project: string;
  readonly authors: string;
  readonly source?: string;
}

type Action = (operand: string | undefined, options: ImageOptions, io: Io) => Promise<void>;

const ACTIONS: Readonly<Record<string, Action>> = {
  init: async (folder, options, io) => {
    const { types, host } = await askedFor(options, io);
    const [type, ...more] = types;
    if (type === undefined || more.length > 0) throw oneType('init', types);
    const name = checked(
      'name',
      folder ?? `my-${type}`,
      /^(?:.*\/)?[a-z0-9]+(?:-[a-z0-9]+)*$/,
      'Use lower case, digits and hyphens',
    );
    const image = name.slice(name.lastIndexOf('/') + 1);
    const project = checked(
      '--project',
      options.project,
      /^[a-z0-9]+(?:-[a-z0-9]+)*$/,
      'Use lower case, digits and hyphens',
    );
    const authors = checked('--authors', options.authors, PLAIN, 'Write a name and an address');
    const source = checked(
      '--source',
      options.source ?? `https://git.example.org/${project}/${image}`,
      /^https?:\/\/[^\s"$\\`]+$/,
      'Write an address',
    );
    write(name, type, { name: image, host, project, authors, source }, io);
  },
  tests: async (_, options, io) => {
    const { types } = await askedFor(options, io);
    io.stdout.write(toYaml(structureTests(types)));
  },
  convert: async (file, _, io) => {
    if (file === undefined || kindOf(file) !== 'apptainer')
      throw new UsageError('image convert: no definition', [
        {
          fact: file === undefined ? 'none is named' : `${file} does not end in .def`,
          act: 'Name an Apptainer definition: image convert tool.def',
        },
      ]);
    const { dockerfile, report } = asDockerfile(readText(file, io.cwd), file);
    io.stdout.write(dockerfile);
    for (const { section, line, becomes } of report)
      io.stderr.write(`${file}:${line}: ${section} becomes ${becomes}\n`);
  },
  run: async (image, options, io) => {
    const { types, mount } = await askedFor(options, io);
    const [type, ...more] = types;
    if (type === undefined || more.length > 0) throw oneType('run', types);
    if (image === undefined || parseImageReference(image) === undefined)
      throw new UsageError('image run: no image', [
        {
          fact: image === undefined ? 'none is named' : `${JSON.stringify(image)} is no image reference`,
          act: 'Write one: image run lab:test --type notebook',
        },
      ]);
    io.stdout.write(localRun(type, image, mount));
  },
};

const oneType = (action: string, types: readonly SessionType[]) =>
  new UsageError(`image ${action}: one session type`, [
    { path: '--type', fact: `${types.length} are named`, act: 'Name one: --type notebook' },
  ]);

/** What may stand in a label: nothing that ends its quotes or is put in by the builder. */
const PLAIN = /^[^"$\\`\n]+$/;

/** Writes what an image needs: a recipe to start from, tests, a script that starts it on this machine. */
export const image: Command = defineCommand<ImageOptions>({
  description:
    'Writes what an image of a session type needs: a recipe to start from, tests for container-structure-test, and a ' +
    'script that starts it on this machine as the platform does.',
  arguments: [
    { name: '<action>', help: Object.keys(ACTIONS).join(', ') },
    {
      name: '[operand]',
      help: 'of init: folder to write, whose name the image gets; of run: an image; of convert: an Apptainer definition',
    },
  ],
  options: [
    { flags: '--type <type,...>', help: 'session types, such as notebook,headless; repeatable', repeatable: true },
    { flags: '--site <file>', help: 'site that the image is for: its registry and session types' },
    { flags: '--project <name>', help: 'project of the registry', default: 'team' },
    { flags: '--authors <text>', help: 'whom to ask about the image', default: 'Your Name <you@example.org>' },
    { flags: '--source <address>', help: 'repository that holds the recipe' },
  ],
  examples: [
    { line: 'image init survey-lab --type notebook', does: 'writes survey-lab/Dockerfile and what belongs to it' },
    { line: 'image init pipeline --type headless --site keck.ts', does: 'for the registry of a site' },
    { line: 'image tests --type notebook,headless > tests.yaml', does: 'for container-structure-test' },
    { line: 'image convert tool.def > Dockerfile', does: 'a definition as a recipe of an OCI image' },
    { line: 'image run lab:test --type notebook | sh', does: 'starts it with docker' },
  ],
  async run([action = '', operand], options, io) {
    const run = Object.hasOwn(ACTIONS, action) ? ACTIONS[action] : undefined;
    if (run === undefined)
      throw new UsageError(`image: there is no action "${action}"`, [
        { fact: `known: ${Object.keys(ACTIONS).join(', ')}`, act: 'Write one of them' },
      ]);
    await run(operand, options, io);
    return EXIT.clean;
  },
});

/** The types of `--type`, and the registry that images go to. */
async function askedFor(
  { type = [], site }: ImageOptions,
  io: Io,
): Promise<{ types: readonly SessionType[]; host: string; mount: string }> {
  const { contract } = site === undefined ? DOCUMENTED : siteDemands((await loadSite(site, io)).plan);
  const [host = ''] = contract.registries;
  const [mount = ''] = contract.mounts;
  return { types: parseSessionTypes(type, contract.types), host, mount };
}

function checked(path: string, value: string, form: RegExp, act: string): string {
  if (value.length <= 300 && form.test(value)) return value;
  throw new UsageError('image: a value that does not fit', [{ path, fact: JSON.stringify(value.slice(0, 100)), act }]);
}

/** Writes all files, or none: an existing folder is left alone. */
function write(folder: string, type: SessionType, facts: RecipeFacts, io: Io): void {
  const at = resolve(io.cwd, folder);
  try {
    makeFolders(dirname(at));
    mkdirSync(at);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new UsageError(`${folder}: cannot be written`, [
      code === 'EEXIST'
        ? { file: folder, fact: 'it exists already', act: 'Name another folder; nothing is overwritten' }
        : { file: folder, fact: message },
    ]);
  }
  for (const { path, text, mode } of startingRecipe(type, facts)) writeFileSync(join(at, path), text, { mode });
  const recipe = join(relative(io.cwd, at), 'Dockerfile');
  io.stdout.write(`${folder} is written. Next: npx astroplatform check ${recipe} --type ${type}\n`);
}
