// `npm run bench -- images`: checks of containers against the tools that others use, on the same work in one run.
//
// CRANE, DOCKLE, SYFT, REGISTRY and HADOLINT name programs; what is not named is built with Go (or comes from PyPI).
// ROUNDS is the number of measurements of each (default 3); the median is shown.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { rules } from '../../../policies/index';
import { installedProgram } from '../installed';
import { type Contender, output } from '../measure';
import { CACHE, peer } from '../peers';
import { dockerfiles } from './dockerfiles';
import { Registry, type Traffic } from './registry';
import { canMeasure, type Resources, resources } from './resources';
import { type Row, table } from './table';
import { type TestImage, testImage } from './test-image';

const ROOT = join(__dirname, '../../..');
const ROUNDS = Number(process.env.ROUNDS ?? 3);

/** A contender, and which ends of it are no failure: findings are none. */
interface Runner extends Contender {
  readonly statuses?: number[];
}

/** Measures checks of containers and of their recipes. */
async function benchImages(): Promise<void> {
  if (!canMeasure()) throw new Error('GNU time is needed (/usr/bin/time), which says how much memory a program had');
  const folder = mkdtempSync(join(tmpdir(), 'astroplatform-bench-'));
  let registry: Registry | undefined;
  try {
    output({ name: 'bundle', command: process.execPath, argv: [join(ROOT, 'bin/astroplatform.js'), '--version'] });
    const program = installedProgram(join(folder, 'installed'));
    const sections = [await recipes(program, folder)];
    const server = peer('registry');
    if (server) {
      registry = await Registry.start(server, folder);
      for (const name of ['small', 'large'] as const) {
        const image = await testImage(name, join(CACHE, 'images'));
        sections.push(...(await questions(program, registry, image, folder)));
      }
    } else sections.push('Images are left out: set REGISTRY, or install Go.\n');
    const machine = `Node.js ${process.version}, ${cpus().length} x ${cpus()[0]?.model ?? 'unknown'}, median of ${ROUNDS}`;
    const text = `# Benchmark of containers\n\n${machine}\n\n${sections.join('\n')}`;
    mkdirSync(join(ROOT, 'test-results'), { recursive: true });
    writeFileSync(join(ROOT, 'test-results/bench-images.md'), text);
    process.stdout.write(text);
  } finally {
    registry?.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function recipes(program: string, folder: string): Promise<string> {
  const files = dockerfiles(join(folder, 'recipes'), 100);
  const hadolint = peer('hadolint');
  const runs = [files.slice(0, 1), files].flatMap((some): Runner[] => {
    const what = `${some.length} Dockerfile${some.length > 1 ? 's' : ''}`;
    const check = ['check', '--type', 'notebook', '-o', 'json', ...some];
    return [
      { name: `${what}: check`, command: process.execPath, argv: [program, ...check], cwd: ROOT, statuses: [0, 1] },
      ...(hadolint
        ? [{ name: `${what}: hadolint`, command: hadolint, argv: ['-f', 'json', ...some], statuses: [0, 1] }]
        : []),
    ];
  });
  const rows = runs.map((run) => ({
    name: run.name,
    ...median(Array.from({ length: ROUNDS }, () => once(run, folder))),
  }));
  return table('Recipes', rows);
}

/** The questions that an image is asked, ours and those that others can answer. */
async function questions(program: string, registry: Registry, image: TestImage, folder: string): Promise<string[]> {
  const reference = await registry.push(image);
  const size = image.layers.reduce((sum, layer) => sum + layer.size, 0);
  const peers: Runner[] = [];
  const add = (name: Parameters<typeof peer>[0], argv: string[], env: Record<string, string> = {}) => {
    const command = peer(name);
    const home = { HOME: folder, XDG_CACHE_HOME: join(folder, 'peers') };
    if (command)
      peers.push({
        name: [name, ...argv.slice(0, 1)].join(' ').replace(/ -.*| \d.*/, ''),
        command,
        argv,
        env: { ...home, ...env },
      });
  };
  add('crane', ['export', '--insecure', reference, '-']);
  add('dockle', ['--timeout', '900s', '--insecure', '-f', 'json', reference], { DOCKLE_NON_SSL: 'true' });
  add('syft', ['scan', `registry:${reference}`, '-o', 'json', '-q'], {
    SYFT_REGISTRY_INSECURE_USE_HTTP: 'true',
    SYFT_CHECK_FOR_APP_UPDATE: 'false',
  });
  const check = (name: string, kept: readonly string[] | 'all', cache = 'off'): Runner => ({
    name: `check: ${name}`,
    command: process.execPath,
    argv: [program, 'check', `docker://${reference}`, '--plain-http', '--type', 'notebook', ...only(kept)],
    env: { ASTROPLATFORM_LAYER_CACHE: cache, XDG_CACHE_HOME: join(folder, 'code'), HOME: folder },
    statuses: [0, 1],
  });
  const cache = join(folder, `layers-${image.name}`);
  const crane = peer('crane');
  const unpack: Runner[] = [
    { name: 'gzip -dc, from disk', command: 'gzip', argv: ['-dc', ...image.layers.map(({ file }) => file)] },
    {
      name: 'Node.js gunzip, from disk',
      command: process.execPath,
      argv: ['-e', GUNZIP, ...image.layers.map(({ file }) => file)],
    },
  ];
  const parts: [string, Runner[]][] = [
    [
      'the configuration decides',
      [
        check('2 rules', ['arch-linux-amd64', 'label-maintainer']),
        ...(crane ? [{ name: 'crane config', command: crane, argv: ['config', '--insecure', reference] }] : []),
      ],
    ],
    ['the top layer decides', [check('2 rules', ['nsswitch-sss', 'nsswitch-files'])]],
    ['everything is asked', [check('all rules, no cache', 'all'), ...peers, ...unpack]],
    ['everything is asked again', [check('all rules, cache', 'all', cache)]],
  ];
  once(check('', 'all', cache), folder);
  const sections: string[] = [];
  for (const [title, runs] of parts) {
    // In turns, so that a busy moment of the machine hits all of them alike.
    const measured = runs.map((): (Resources & Traffic)[] => []);
    for (let round = 0; round < ROUNDS; round++) {
      for (const [index, run] of runs.entries()) {
        const { position } = registry;
        const used = once(run, folder);
        measured[index]?.push({ ...used, ...(await registry.since(position)) });
      }
    }
    const rows = runs.map((run, index): Row => ({ name: run.name, ...median(measured[index] ?? []) }));
    const what = `${image.name} image, ${image.layers.length} layers, ${(size / 2 ** 20).toFixed(0)} MiB packed`;
    sections.push(table(`${what}: ${title}`, rows));
  }
  return sections;
}

const GUNZIP =
  'const {createReadStream:r}=require("fs"),{createGunzip:g}=require("zlib");(async()=>{for(const f of process.argv.slice(1))' +
  'for await(const _ of r(f,{highWaterMark:262144}).pipe(g({chunkSize:262144})));})()';

/** Leaves out all rules but some. */
function only(kept: readonly string[] | 'all'): string[] {
  if (kept === 'all') return [];
  const off = rules.filter(({ id }) => !kept.includes(id)).map(({ id }) => `${id}=off`);
  return ['--severity', off.join()];
}

const once = (run: Runner, folder: string): Resources => resources(run, join(folder, 'time'), run.statuses);

/** The run in the middle by its time on the clock. */
function median<T extends Resources>(runs: readonly T[]): T {
  return runs.toSorted((a, b) => a.wall - b.wall)[runs.length >> 1] as T;
}

void benchImages();
