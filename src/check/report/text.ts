import type { Place, Result } from '../rule';
import { oneLine } from './one-line';
import { inReadingOrder } from './reading-order';
import { about, listed, type Reporter, type ReportOptions, saying, type Untyped } from './reporter';
import { summarise } from './summary';

const RESET = '\u001b[0m';
const COLOURS: Readonly<Record<string, string>> = {
  error: '\u001b[31m',
  warning: '\u001b[33m',
  info: '\u001b[36m',
  undecided: '\u001b[35m',
};
const INDENT = '       ';

/**
 * For people: what is wrong, where, and what to do, by object and place; then one line of numbers, and one of what was
 * not asked. Nothing at all when there is nothing to say.
 */
export const textReport: Reporter = (results, options = {}) => {
  const groups = grouped(inReadingOrder(listed(results, options)));
  const summary = summaryLine(results);
  const paragraphs = [...groups.map((group) => groupText(group, options)), summary].filter((text) => text !== '');
  const findings = paragraphs.length === 0 ? '' : `${paragraphs.join('\n\n')}\n`;
  return `${findings}${options.untyped ? notAsked(options.untyped) : ''}`;
};

/** What a report does not say, because nobody was asked. */
export const notAsked = ({ rules }: Untyped): string =>
  `not asked: ${count(rules.length, 'rule')} on what sessions of a type need. Say what it is for: --type notebook, headless ...\n`;

/** Neighbours that share rule, object and verdict; they share the advice too. */
function grouped(results: readonly Result[]): Result[][] {
  const groups: Result[][] = [];
  for (const result of results) {
    const group = groups.at(-1);
    if (group?.[0] && key(group[0]) === key(result)) group.push(result);
    else groups.push([result]);
  }
  return groups;
}

const key = (result: Result) => JSON.stringify([result.rule, about(result), result.verdict, result.fix]);

function groupText(group: readonly Result[], options: ReportOptions): string {
  const fix = group.find((result) => result.fix !== undefined)?.fix;
  return [
    ...group.flatMap((result) => [
      header(result, options),
      `${INDENT}${oneLine(saying(result))}`,
      ...waiverLine(result),
    ]),
    ...(fix === undefined ? [] : [`${INDENT}fix: ${oneLine(fix)}`]),
  ].join('\n');
}

function header(result: Result, { colour = false }: ReportOptions): string {
  const label = labelOf(result);
  const shade = colour ? COLOURS[label] : undefined;
  const place = [result.rule, about(result), where(result.place)].filter((part) => part !== '').map(oneLine);
  return [shade ? `${shade}${label}${RESET}` : label, ...place].join('  ');
}

function labelOf({ verdict, severity, waiver, baseline }: Result): string {
  if (waiver !== undefined) return 'waived';
  if (baseline) return 'known';
  if (verdict === 'fail') return severity;
  return verdict === 'unknown' ? 'undecided' : verdict;
}

/** `Dockerfile:3:7`, a path inside an object, or nothing. */
function where({ file, line, column, layer, instruction, path }: Place = {}): string {
  if (path !== undefined) return path;
  if (layer !== undefined) {
    const made = instruction === undefined ? undefined : `(${instruction.slice(0, 80)})`;
    return [file, 'in', layer.slice(0, 19), made].filter((part) => part !== undefined).join(' ');
  }
  if (file === undefined || line === undefined) return '';
  return [file, line, column].filter((part) => part !== undefined).join(':');
}

const waiverLine = ({ waiver }: Result): string[] =>
  waiver
    ? [`${INDENT}waived until ${oneLine(waiver.expires)} by ${oneLine(waiver.owner)}: ${oneLine(waiver.reason)}`]
    : [];

function summaryLine(results: readonly Result[]): string {
  const { error, warning, info, unknown, waived, baseline } = summarise(results);
  const counts = [
    count(error, 'error'),
    count(warning, 'warning'),
    info > 0 ? `${info} info` : '',
    unknown > 0 ? `${unknown} undecided` : '',
    waived > 0 ? `${waived} waived` : '',
    baseline > 0 ? `${baseline} known` : '',
  ];
  return counts.filter((text) => text !== '').join(', ');
}

const count = (number: number, noun: string) => (number === 0 ? '' : `${number} ${noun}${number === 1 ? '' : 's'}`);
