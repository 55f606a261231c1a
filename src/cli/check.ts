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
import { runRules } from '../check/run';
import { subjectsOf } from '../check/subjects';
import { waiverRules } from '../check/waiver';
import { parseWaivers } from '../check/waiver-file';
import { platform } from '../constructs/platform';
import { type CommandOption, defineCommand, SITES, VERBOSE } from './command';
import { loadRules } from './load-rules';
import { type LoadedSite, loadSites } from './load-site';
import { readText } from './read-text';
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
  { flags: '--no-color', help: 'no colour; so does NO_COLOR in the environment' },
  VERBOSE,
];

/** Runs every rule on sites, on the objects that they become, and on all of these together. */
export const check = defineCommand<CheckOptions>({
  description:
    'Runs the rules on sites and on every object that they become. Needs no cluster. Prints nothing when all is well.',
  arguments: [SITES],
  options: OPTIONS,
  examples: [
    { line: 'check stacks/*.ts', does: 'all sites' },
    { line: 'check keck.ts -o sarif > check.sarif', does: 'for code scanning' },
    { line: 'check keck.ts -o junit > check.xml', does: 'for a build server' },
    { line: 'check keck.ts --severity probes=off --strict', does: 'without one rule; undecided fails' },
    { line: 'check keck.ts --rules rules.ts', does: 'with rules of your own' },
  ],
  async run(files, options, io) {
    const shared = readInputs(options, io.cwd);
    const sites = await loadSites(files, io);
    const today = io.now().toISOString().slice(0, 10);
    const found = sites.map((loaded) => ({ loaded, results: judged(loaded, shared, today) }));
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
    };
    const text =
      options.output === 'text' && sites.length > 1
        ? sites.map(({ file }, index) => underHeading(file, textReport(results[index] ?? [], report))).join('')
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

const underHeading = (file: string, text: string) => (text === '' ? '' : `${file}\n\n${text}\n`);
