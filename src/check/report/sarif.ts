import type * as sarif from 'sarif';
import { type Place, type Result, type RuleFacts, severityOf } from '../rule';
import type { Profile } from '../session-contract';
import { asJson } from './as-json';
import { oneLine } from './one-line';
import { about, listed, type Reporter, saying } from './reporter';

const LEVELS = { error: 'error', warning: 'warning', info: 'note' } as const;
const KINDS = { pass: 'pass', fail: 'fail', unknown: 'open', 'not-applicable': 'notApplicable' } as const;

/** SARIF 2.1.0, for code scanning. Waived findings are suppressed results, those of a baseline unchanged ones; undecided ones are of the kind "open". */
export const sarifReport: Reporter = (results, options = {}) => {
  const { rules = [], version, profile } = options;
  const known = new Map(rules.map(({ id }, index) => [id, index]));
  // Whoever keeps findings from run to run closes those that are not listed any more.
  const before = results.filter(({ baseline }) => baseline);
  const driver: sarif.ToolComponent = {
    name: 'astroplatform',
    ...(version === undefined ? {} : { version, semanticVersion: version }),
    rules: rules.map((rule) => descriptor(rule, profile)),
  };
  const log: sarif.Log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver },
        columnKind: 'utf16CodeUnits',
        results: [...listed(results, options), ...(options.all ? [] : before)].map((result) => ({
          ...entry(result, known),
          ...(before.length > 0 && { baselineState: result.baseline ? ('unchanged' as const) : ('new' as const) }),
        })),
      },
    ],
  };
  return asJson(log);
};

const descriptor = (rule: RuleFacts, profile: Profile | undefined): sarif.ReportingDescriptor => ({
  id: rule.id,
  shortDescription: { text: oneLine(rule.why) },
  help: { text: oneLine(rule.fix) },
  defaultConfiguration: { level: LEVELS[severityOf(rule, profile)] },
  properties: { source: oneLine(rule.source) },
});

function entry(result: Result, known: ReadonlyMap<string, number>): sarif.Result {
  const { rule, verdict, severity, waiver, place = {} } = result;
  const index = known.get(rule);
  return {
    ruleId: rule,
    ...(index === undefined ? {} : { ruleIndex: index }),
    kind: KINDS[verdict],
    // The format allows a level on failures only.
    level: verdict === 'fail' ? LEVELS[severity] : 'none',
    message: { text: messageOf(result) },
    locations: [location(result, place)],
    // What identifies a finding from run to run: no line numbers, which move.
    partialFingerprints: {
      'finding/v1': [rule, about(result), place.path ?? '', saying(result)].map(oneLine).join(' | '),
    },
    ...(waiver === undefined
      ? {}
      : {
          suppressions: [
            {
              kind: 'external',
              status: 'accepted',
              justification: oneLine(`${waiver.reason} (${waiver.owner}, until ${waiver.expires})`),
            },
          ],
        }),
  };
}

function messageOf(result: Result): string {
  const said = oneLine(`${about(result)}: ${saying(result)}`);
  return result.fix === undefined ? said : `${said}\n${oneLine(result.fix)}`;
}

function location(result: Result, { file, line, column, path }: Place): sarif.Location {
  const region =
    line === undefined ? {} : { region: { startLine: line, ...(column === undefined ? {} : { startColumn: column }) } };
  const name = [about(result), path]
    .filter((part) => part !== undefined)
    .map(oneLine)
    .join(' ');
  return {
    ...(file === undefined ? {} : { physicalLocation: { artifactLocation: { uri: uriOf(file) }, ...region } }),
    logicalLocations: [{ fullyQualifiedName: name, kind: 'object' }],
  };
}

/** A file name as a relative reference, whatever characters it has. */
const uriOf = (file: string): string =>
  oneLine(file.replaceAll('\\', '/')).split('/').map(encodeURIComponent).join('/');
