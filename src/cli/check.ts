import { version } from '../../package.json';
import { rules as builtIn } from '../../policies/index';
import { exitCode } from '../check/exit-code';
import { githubReport } from '../check/report/github';
import { jsonReport } from '../check/report/json';
import { junitReport } from '../check/report/junit';
import type { ReportOptions } from '../check/report/reporter';
import { sarifReport } from '../check/report/sarif';
import { textReport } from '../check/report/text';
import type { Result, Rule, Severity, Waiver } from '../check/rule';
import { runRules, type Subject } from '../check/run';
import { CONTRACT, PROFILES, type Profile } from '../check/session-contract';
import { subjectsOf } from '../check/subjects';
import { waiverRules } from '../check/waiver';
import { parseWaivers } from '../check/waiver-file';
import { platform } from '../constructs/platform';
import { type CommandOption, defineCommand, VERBOSE } from './command';
import { kindOf, readSubject } from './container-subjects';
import type { Io } from './io';
import { loadRules } from './load-rules';
import { type LoadedSite, loadSites } from './load-site';
import { readText } from './read-text';
import { parseSessionTypes } from './session-types';
import { parseSeverities } from './severities';
import { acrossSites } from './shared-waivers';

const REPORTERS = { text: textReport, json: jsonReport, sarif: sarifReport, junit: junitReport, github: githubReport };

interface CheckOptions {
  readonly output: keyof typeof REPORTERS;
  readonly threshold: Severity;
  readonly strict?: true;
  readonly all?: true;
  readonly verbose?: true;
  readonly rules?: string;
  readonly waivers?: string;
  readonly severity?: readonly string[];
  readonly color: boolean;
  readonly type?: readonly string[];
  readonly profile: Profile;
  readonly plainHttp?: true;
  readonly target?: string;
  readonly buildArg?: readonly string[];
}

const OPTIONS: readonly CommandOption[] = [
  { flags: '-o, --output <format>', help: 'form of the report', choices: Object.keys(REPORTERS), default: 'text' },
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
  { flags: '--severity <rule=level...>', help: 'change a severity: error, warning, info or off' },
  { flags: '--type <types...>', help: 'session types that a container is meant for: notebook, headless ...' },
  {
    flags: '--profile <profile>',
    help: 'what is demanded of containers: as it is today, or as it is documented',
    choices: PROFILES,
    default: 'current',
  },
  { flags: '--target <stage>', help: 'stage of a Dockerfile that is shipped, by default the last one' },
  { flags: '--build-arg <name=value...>', help: 'value of an ARG of a Dockerfile' },
  { flags: '--plain-http', help: 'read images without TLS, from a registry on this machine only' },
  { flags: '--no-color', help: 'no colour; so does NO_COLOR in the environment' },
  VERBOSE,
];

const SUBJECTS = {
  name: '<subject...>',
  help:
    'site files (.ts, .js, .yaml, .yml, .json), - for YAML or JSON from standard input, ' +
    'recipes (Dockerfile, *.def), session requests (*request.json), ' +
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
    { line: 'check keck.ts --rules rules.ts', does: 'with rules of your own' },
    { line: 'check Dockerfile --type notebook', does: 'a container, before it is built' },
    { line: 'check docker://images.example.org/lab/notebook:1.0 --type notebook', does: 'an image' },
  ],
  async run(files, options, io) {
    const shared = readInputs(options, io.cwd);
    const sites = await loadSites(
      files.filter((file) => !IMAGE.test(file) && kindOf(file) === undefined),
      io,
    );
    const today = io.now().toISOString().slice(0, 10);
    const found = [
      ...sites.map((loaded) => ({ name: loaded.file, results: judged(loaded, shared, today) })),
      ...judgedRecipes(
        files.filter((file) => !IMAGE.test(file) && kindOf(file) !== undefined),
        options,
        shared,
        io,
      ),
      ...(await judgedImages(
        files.filter((file) => IMAGE.test(file)),
        options,
        shared,
        io,
      )),
    ];
    const results = acrossSites(
      found.map((one) => one.results),
      shared.waivers,
    );
    const every = results.flat();
    const report: ReportOptions = {
      all: options.all ?? false,
      colour: options.color && io.stdout.colour,
      rules: [
        ...new Set([...builtIn, ...shared.rules, ...sites.flatMap(({ rules }) => rules)]),
        ...Object.values(waiverRules),
      ],
      version,
      profile: options.profile,
    };
    const text =
      options.output === 'text' && found.length > 1
        ? found.map(({ name }, index) => underHeading(name, textReport(results[index] ?? [], report))).join('')
        : REPORTERS[options.output](every, report);
    if (text !== '') io.stdout.write(text);
    if (options.verbose) io.stderr.write(`${files.join(', ')}: ${every.length} verdicts\n`);
    return exitCode(every, { threshold: options.threshold, strict: options.strict ?? false });
  },
});

/** What the command line adds to what each site says. */
interface SharedInputs {
  readonly rules: readonly Rule[];
  readonly waivers: readonly Waiver[];
  readonly severities: Readonly<Record<string, Severity | 'off'>>;
}

const readInputs = ({ rules, waivers, severity = [] }: CheckOptions, cwd: string): SharedInputs => ({
  rules: rules === undefined ? [] : loadRules(rules, cwd),
  waivers: waivers === undefined ? [] : parseWaivers(readText(waivers, cwd), waivers),
  severities: parseSeverities(severity),
});

function judged({ file, site, plan, rules }: LoadedSite, shared: SharedInputs, today: string): Result[] {
  return runRules([...builtIn, ...rules, ...shared.rules], subjectsOf({ plan, manifests: platform(plan), file }), {
    severities: { ...site.checks.severities, ...shared.severities },
    waivers: [...shared.waivers, ...site.checks.waivers],
    today,
  });
}

/** Recipes and requests, each judged by itself. */
function judgedRecipes(files: readonly string[], options: CheckOptions, shared: SharedInputs, { cwd, now }: Io) {
  const types = parseSessionTypes(options.type ?? []);
  return files.map((name) => {
    const { subject, waivers } = readSubject(name, cwd, { ...options, types });
    const results = runRules([...builtIn, ...shared.rules], [subject], {
      severities: shared.severities,
      waivers: [...shared.waivers, ...waivers],
      profile: options.profile,
      today: now().toISOString().slice(0, 10),
    });
    return { name, results };
  });
}

/** How skopeo begins the name of an image. */
const IMAGE = /^(?:docker|oci|docker-archive):/;

async function judgedImages(names: readonly string[], options: CheckOptions, shared: SharedInputs, io: Io) {
  const { profile } = options;
  const types = parseSessionTypes(options.type ?? []);
  const today = io.now().toISOString().slice(0, 10);
  const ask = (subject: Subject) =>
    runRules([...builtIn, ...shared.rules], [subject], {
      severities: shared.severities,
      waivers: shared.waivers,
      profile,
      today,
    });
  const found: { readonly name: string; readonly results: Result[] }[] = [];
  for (const name of names) {
    // Loaded when an image is judged: everything else needs no network.
    const { judgeImage } = require('./judge-image') as typeof import('./judge-image');
    const plainHttp = options.plainHttp ?? false;
    found.push({ name, results: await judgeImage(name, { types, profile, contract: CONTRACT, plainHttp, ask }, io) });
  }
  return found;
}

const underHeading = (file: string, text: string) => (text === '' ? '' : `${file}\n\n${text}\n`);
