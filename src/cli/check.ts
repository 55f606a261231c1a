import { version } from '../../package.json';
import { rules as builtIn } from '../../policies/index';
import { applyBaseline, baselineOf, parseBaseline } from '../check/baseline';
import { exitCode } from '../check/exit-code';
import type { ReportOptions, Untyped } from '../check/report/reporter';
import { notAsked, textReport } from '../check/report/text';
import type { Result, Rule, Severity } from '../check/rule';
import { PROFILES, type Profile } from '../check/session-contract';
import { waiverRules } from '../check/waiver';
import { parseWaivers } from '../check/waiver-file';
import { UsageError } from '../errors';
import { type ContainerCheck, checkContainers } from './check-containers';
import { type CommandOption, defineCommand, OUTPUT, VERBOSE } from './command';
import { DOCUMENTED } from './container-demands';
import { kindOf } from './container-kind';
import { EXIT, type ExitCode, type Io } from './io';
import type { SharedInputs } from './judge-site';
import { loadRules } from './load-rules';
import { refuseMisnamed } from './misnamed-subjects';
import { readText } from './read-text';
import { replaceFile } from './replace-file';
import { REPORTERS, type ReportFormat, refusals, validityReport } from './report-formats';
import { parseSeverities } from './severities';
import { acrossSites } from './shared-waivers';
import { waiversFor } from './site-waivers';

interface CheckOptions {
  readonly output: ReportFormat;
  readonly threshold: Severity;
  readonly strict?: true;
  readonly all?: true;
  readonly verbose?: true;
  readonly rules?: string;
  readonly waivers?: string;
  readonly severity?: readonly string[];
  readonly baseline?: string;
  readonly writeBaseline?: string;
  readonly color: boolean;
  readonly site?: string;
  readonly type?: readonly string[];
  readonly gpu?: true;
  readonly fix?: true;
  readonly dryRun?: true;
  readonly profile: Profile;
  readonly plainHttp?: true;
  readonly target?: string;
  readonly buildArg?: readonly string[];
}

const OPTIONS: readonly CommandOption[] = [
  OUTPUT,
  {
    flags: '--threshold <severity>',
    help: 'lowest severity that fails',
    choices: ['error', 'warning', 'info'],
    default: 'warning',
  },
  { flags: '--strict', help: 'fail too (exit code 3) when a rule could not decide' },
  { flags: '--all', help: 'report every verdict, not only findings and undecided ones' },
  { flags: '--rules <file>', help: 'rules of your own: a .ts or .js file that exports one or a list' },
  { flags: '--waivers <file>', help: 'YAML list of accepted findings, each with reason, owner and last day' },
  { flags: '--baseline <file>', help: 'findings that are known: only what comes on top fails' },
  { flags: '--write-baseline <file>', help: 'write the findings of now as a baseline, and end with exit code 0' },
  {
    flags: '--severity <rule=level,...>',
    help: 'change severities: error, warning, info or off; repeatable',
    repeatable: true,
  },
  { flags: '--site <file>', help: 'site that containers are for: its registries, session types, sizes, known bases' },
  {
    flags: '--type <type,...>',
    help: 'session types that a container is meant for, such as notebook,headless; repeatable',
    repeatable: true,
  },
  { flags: '--gpu', help: 'containers are to compute on GPUs' },
  {
    flags: '--profile <profile>',
    help: 'what is demanded of containers: as it is today, or as it is documented',
    choices: PROFILES,
    default: 'current',
  },
  { flags: '--target <stage>', help: 'stage of a Dockerfile that is shipped, by default the last one' },
  { flags: '--build-arg <name=value>', help: 'value of an ARG of a Dockerfile; repeatable', repeatable: true },
  { flags: '--fix', help: 'cure what a program can cure of recipes, then check what is left' },
  {
    flags: '--dry-run',
    help: 'with --fix: show the patch, write nothing, check nothing; exit code 1 when there is one',
  },
  { flags: '--plain-http', help: 'read images without TLS, from a registry on this machine only' },
  { flags: '--no-color', help: 'no colour; so does NO_COLOR in the environment' },
  VERBOSE,
];

const SUBJECTS = {
  name: '<subject...>',
  help:
    'site files (.ts, .js, .yaml, .yml, .json), - for YAML or JSON from standard input, ' +
    'recipes (Dockerfile, *.def), session requests (*request.json), what Harbor lists (*artifacts.json), ' +
    'or images: docker://HOST/NAME:TAG, oci:FOLDER:TAG, docker-archive:FILE',
} as const;

/** Runs every rule on sites, on the objects that they become, and on all of these together. */
export const check = defineCommand<CheckOptions>({
  description:
    'Runs the rules on sites and on every object that they become, and on recipes and images of containers. Needs no cluster. ' +
    'Prints nothing when all is well.',
  arguments: [SUBJECTS],
  options: OPTIONS,
  examples: [
    { line: 'check stacks/*.ts', does: 'all sites' },
    { line: 'check keck.ts -o sarif > check.sarif', does: 'for code scanning' },
    { line: 'check keck.ts -o junit > check.xml', does: 'for a build server' },
    { line: 'check keck.ts --severity probes=off --strict', does: 'without one rule; undecided fails' },
    { line: 'check recipes/*/Dockerfile --baseline known.json', does: 'a tree with a past: what is new' },
    { line: 'check keck.ts --rules rules.ts', does: 'with rules of your own' },
    { line: 'check Dockerfile --type notebook --site keck.ts', does: 'a container, before it is built' },
    { line: 'check Dockerfile --fix --dry-run', does: 'what a program can cure, as a patch' },
    { line: 'check docker://images.example.org/lab/notebook:1.0 --type notebook', does: 'an image' },
  ],
  async run(files, options, io) {
    try {
      return await judge(files, options, io);
    } catch (error) {
      // Whoever reads only the report learns of it too; people read it on standard error.
      if (error instanceof UsageError && options.output !== 'text' && !options.dryRun)
        io.stdout.write(validityReport(refusals(error), options.output));
      throw error;
    }
  },
});

async function judge(files: readonly string[], options: CheckOptions, io: Io): Promise<ExitCode> {
  const shared = readInputs(options, io.cwd);
  const named = files.filter((file) => kindOf(file) === undefined);
  refuseMisnamed(named, io.cwd);
  // Loaded when there is a site: an image is judged without schemas and constructs.
  const judging = () => {
    require('../config/parse-once');
    return require('./judge-site') as typeof import('./judge-site');
  };
  const sites = named.length === 0 ? [] : await judging().loadSites(named, io);
  const containers = files.filter((file) => kindOf(file) !== undefined);
  const today = io.now().toISOString().slice(0, 10);
  // What stands beside one site in a call is meant for that site.
  const target =
    options.site === undefined
      ? sites.length === 1
        ? sites[0]
        : undefined
      : await judging().loadSite(options.site, io);
  const how: ContainerCheck = {
    ...options,
    types: options.type ?? [],
    gpu: options.gpu ?? false,
    plainHttp: options.plainHttp ?? false,
    strict: options.strict ?? false,
    demands: target ? judging().siteDemands(target.plan) : DOCUMENTED,
    rules: [...new Set([...shared.rules, ...(target?.rules ?? [])])],
    severities: { ...target?.site.checks.severities, ...shared.severities },
    waivers: shared.waivers,
    ofSite: target ? waiversFor(containers, target, io.cwd) : [],
  };
  if (options.fix || options.dryRun) {
    if (!options.fix)
      throw new UsageError('check: --dry-run shows what --fix would change', [
        { path: '--dry-run', fact: 'there is no --fix', act: 'Add --fix; a check alone changes nothing' },
      ]);
    const { fixContainers } = require('./fix-containers') as typeof import('./fix-containers');
    const any = fixContainers(containers, how, { dryRun: options.dryRun ?? false }, io);
    if (options.dryRun) return any ? EXIT.findings : EXIT.clean;
  }
  const found = [
    ...sites.map((loaded) => ({ name: loaded.file, results: judging().judgeSite(loaded, shared, today) })),
    ...(await checkContainers(containers, how, io)),
  ];
  const results = acrossSites(
    found.map((one) => one.results),
    shared.waivers,
  );
  if (options.writeBaseline !== undefined) {
    replaceFile(options.writeBaseline, baselineOf(results.flat()), io.cwd);
    return EXIT.clean;
  }
  const { every, perSubject } = withoutKnown(results, options.baseline, io);
  const rules = [...new Set([...builtIn, ...how.rules, ...sites.flatMap((site) => site.rules)])];
  const report: ReportOptions = {
    all: options.all ?? false,
    colour: options.color && io.stdout.colour,
    rules: [...rules, ...Object.values(waiverRules)],
    version,
    profile: options.profile,
  };
  const untyped = how.types.length > 0 ? undefined : untypedOf(rules, every);
  const text =
    options.output === 'text' && found.length > 1
      ? [
          ...found.map(({ name }, index) => underHeading(name, textReport(perSubject[index] ?? [], report))),
          untyped ? notAsked(untyped) : '',
        ].join('')
      : REPORTERS[options.output](every, { ...report, ...(untyped && { untyped }) });
  if (text !== '') io.stdout.write(text);
  if (options.verbose) io.stderr.write(`${files.join(', ')}: ${every.length} verdicts\n`);
  return exitCode(every, { threshold: options.threshold, strict: options.strict ?? false });
}

const readInputs = ({ rules, waivers, severity = [] }: CheckOptions, cwd: string): SharedInputs => ({
  rules: rules === undefined ? [] : loadRules(rules, cwd),
  waivers: waivers === undefined ? [] : parseWaivers(readText(waivers, cwd), waivers),
  severities: parseSeverities(severity),
});

/** What was not asked of containers for want of a session type. */
function untypedOf(rules: readonly Rule[], results: readonly Result[]): Untyped | undefined {
  const typed = new Set(rules.filter(({ types }) => types !== undefined).map(({ id }) => id));
  const left = results.filter(({ kind, rule }) => kind === 'container' && typed.has(rule));
  const names = (of: 'rule' | 'subject') => [...new Set(left.map((result) => result[of]))].toSorted();
  return left.length === 0 ? undefined : { rules: names('rule'), subjects: names('subject') };
}

/** Marks what the baseline has. Each subject is counted by itself: its name is part of every finding. */
function withoutKnown(results: readonly Result[][], file: string | undefined, io: Io) {
  if (file === undefined) return { every: results.flat(), perSubject: results };
  const baseline = parseBaseline(readText(file, io.cwd), file);
  const applied = applyBaseline(results.flat(), baseline);
  if (applied.gone > 0)
    io.stderr.write(`${file}: ${applied.gone} of its findings are gone; write it again with --write-baseline\n`);
  let from = 0;
  const perSubject = results.map((own) => {
    from += own.length;
    return applied.results.slice(from - own.length, from);
  });
  return { every: applied.results, perSubject };
}

const underHeading = (file: string, text: string) => (text === '' ? '' : `${file}\n\n${text}\n`);
