import type { Load } from '../config/load';
import { readLoad } from '../config/read-load';
import { type Problem, UsageError } from '../errors';
import { type Plan, planSite } from '../plan/plan';
import { whatIf } from '../plan/what-if';
import { defaultLoad } from '../simulate/default-load';
import { simulate as play } from '../simulate/simulate';
import { defineCommand } from './command';
import { EXIT, type Io } from './io';
import { loadSite, withPlaces } from './load-site';
import { loadText } from './load-text';
import { ProgressLine } from './progress-line';
import { readStdin, readText, STDIN, STDIN_NAME } from './read-text';
import { simulationText } from './simulate-text';

interface SimulateOptions {
  readonly load?: string;
  readonly busy: string;
  readonly days: string;
  readonly seed: string;
  readonly add?: readonly string[];
  readonly drain?: readonly string[];
  readonly printLoad?: boolean;
  readonly output: 'text' | 'json';
}

/** Days that can be played: a leap year. */
const MOST_DAYS = 366;
const DAY = 86_400;
const ASSUMED = 'the load that is assumed';

/** Plays days of sessions on a site, and says who waited how long, what was left unused, and what each team got. */
export const simulate = defineCommand<SimulateOptions>({
  description:
    'Plays sessions on a site, event by event: asked for by chance, let in by the queues of their teams, placed on nodes, ' +
    'ended, or stopped for others. No cluster is asked. The same seed gives the same answer.\n' +
    'Without --load it plays an assumed one; --print-load writes it as a file to change.',
  arguments: [{ name: '<site>', help: 'site file (.ts, .js, .yaml, .yml, .json)' }],
  options: [
    {
      flags: '--load <file>',
      help: 'what is asked for: types, sizes, sessions per hour, how long (YAML, JSON; - for standard input)',
    },
    {
      flags: '--busy <percent>',
      help: 'without --load: part of the promises that sessions take on average',
      default: '80',
    },
    { flags: '--days <number>', help: 'days to play; the nodes are empty at the beginning', default: '1' },
    { flags: '--seed <number>', help: 'which chance', default: '1' },
    { flags: '--add <nodes...>', help: 'what if: "cpu: 10", or "gpu: 2 x 4 H100 mig 3g.40gb" (or "shared 4")' },
    { flags: '--drain <nodes...>', help: 'what if so many nodes were away: cpu:5' },
    { flags: '--print-load', help: 'write the assumed load instead, for --load' },
    { flags: '-o, --output <format>', help: 'format', choices: ['text', 'json'], default: 'text' },
  ],
  examples: [
    { line: 'simulate keck.ts', does: 'a day with an assumed load' },
    { line: 'simulate keck.ts --print-load > load.yaml', does: 'that load, to be changed' },
    { line: 'simulate keck.ts --load load.yaml --days 7', does: 'a week of your own' },
    { line: 'simulate keck.ts --load load.yaml --drain cpu:5', does: 'and with five nodes away' },
  ],
  async run([file = ''], options, io) {
    const { days, seed, busy } = numbersOf(options);
    const { plan, file: name } = await loadSite(file, io);
    const assumed = () => defaultLoad(plan, busy);
    if (options.printLoad) {
      io.stdout.write(loadText(plan.site.name, busy, assumed()));
      return EXIT.clean;
    }
    // The load is that of the site as it is, so that more nodes make it wait less.
    const load = options.load === undefined ? { load: assumed(), file: ASSUMED } : await readLoadFile(options.load, io);
    const changed = changedPlan(plan, name, options);
    const line = new ProgressLine(io);
    const progress = (played: number, all: number) =>
      line.show(() => `played ${(played / DAY).toFixed(1)} of ${(all / DAY).toFixed(0)} days`);
    try {
      const result = load.locate
        ? located(load.locate, () => play(changed, { ...load, seed, days, progress }))
        : play(changed, { ...load, seed, days, progress });
      line.clear();
      io.stdout.write(
        options.output === 'json'
          ? `${JSON.stringify({ version: 1, site: plan.site.name, ...result }, null, 2)}\n`
          : simulationText(name, load.file === ASSUMED ? busy : undefined, result),
      );
      return EXIT.clean;
    } finally {
      line.clear();
    }
  },
});

interface LoadFile {
  readonly load: Load;
  readonly file: string;
  readonly locate?: Parameters<typeof withPlaces>[1];
}

async function readLoadFile(file: string, io: Io): Promise<LoadFile> {
  const name = file === STDIN ? STDIN_NAME : file;
  const text = file === STDIN ? await readStdin(io.stdin) : readText(file, io.cwd);
  const { readDocument } = require('./site-document') as typeof import('./site-document');
  const { value, locate } = readDocument(text, name);
  return located(locate, () => ({ load: readLoad(value, name), file: name, locate }));
}

function located<T>(locate: Parameters<typeof withPlaces>[1], work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw error instanceof UsageError ? withPlaces(error, locate) : error;
  }
}

function changedPlan(plan: Plan, file: string, { add, drain }: SimulateOptions): Plan {
  if (add === undefined && drain === undefined) return plan;
  return planSite(whatIf(plan.site, { ...(add && { add }), ...(drain && { drain }) }), `${file} with these changes`);
}

function numbersOf(options: SimulateOptions) {
  const problems: Problem[] = [];
  const whole = (path: string, text: string, least: number, most: number) => {
    const number = /^\d{1,10}$/.test(text) ? Number(text) : Number.NaN;
    if (number >= least && number <= most) return number;
    problems.push({
      path,
      fact: `"${text}" is not a whole number from ${least} to ${most}`,
      act: `Write e.g. ${Math.max(least, 1)}`,
    });
    return least;
  };
  const numbers = {
    days: whole('--days', options.days, 1, MOST_DAYS),
    seed: whole('--seed', options.seed, 0, 2 ** 32 - 1),
    busy: whole('--busy', options.busy, 1, 1000),
  };
  if (options.load !== undefined && options.printLoad)
    problems.push({
      path: '--print-load',
      fact: 'writes the assumed load, and --load brings another',
      act: 'Leave one out',
    });
  if (problems.length > 0) throw new UsageError('simulate: this cannot be played', problems);
  return numbers;
}
