import type { Result } from '../rule';
import { oneLine } from './one-line';
import { type Reporter, saying } from './reporter';

/**
 * For build servers: a suite per rule, a case per subject. Undecided, waived and known findings are skipped cases, because a
 * server knows nothing between passed and failed. Subjects to which a rule does not apply are left out.
 */
export const junitReport: Reporter = (results) => {
  const judged = results.filter(({ verdict }) => verdict !== 'not-applicable');
  const suites = [...group(judged, ({ rule }) => rule)].map(([rule, members]) => {
    const cases = [...group(members, ({ subject }) => subject)].map(([subject, faults]) =>
      caseOf(rule, subject, faults),
    );
    const counts = counted(cases);
    return {
      counts,
      xml: element(
        'testsuite',
        { name: rule, ...counts },
        cases.map(({ xml }) => xml),
      ),
    };
  });
  const total = { name: 'astroplatform check', ...sum(suites.map(({ counts }) => counts)) };
  return `<?xml version="1.0" encoding="UTF-8"?>\n${element(
    'testsuites',
    total,
    suites.map(({ xml }) => xml),
  )}`;
};

interface Case {
  readonly outcome: 'failed' | 'skipped' | 'passed';
  readonly xml: string;
}

function caseOf(rule: string, subject: string, results: readonly Result[]): Case {
  const accepted = ({ waiver, baseline }: Result) => waiver !== undefined || baseline === true;
  const failed = results.filter((result) => result.verdict === 'fail' && !accepted(result));
  const skipped = results.filter((result) => result.verdict === 'unknown' || accepted(result));
  const wrap = (...children: string[]) => element('testcase', { classname: rule, name: subject }, children);
  const [first] = failed;
  if (first !== undefined) {
    const message = failed.length === 1 ? saying(first) : `${failed.length} findings`;
    const lines = [...failed.map(line), ...(first.fix === undefined ? [] : [`fix: ${oneLine(first.fix)}`])];
    return {
      outcome: 'failed',
      xml: wrap(
        element(
          'failure',
          { type: first.severity, message },
          lines.map((text) => `${escaped(text)}\n`),
        ),
      ),
    };
  }
  if (skipped.length === 0) return { outcome: 'passed', xml: wrap() };
  return { outcome: 'skipped', xml: wrap(element('skipped', { message: skipped.map(skipReason).join('; ') }, [])) };
}

const line = (result: Result) =>
  oneLine(result.place?.path === undefined ? saying(result) : `${result.place.path}: ${saying(result)}`);

const skipReason = (result: Result) =>
  result.waiver
    ? `waived until ${result.waiver.expires} by ${result.waiver.owner}: ${result.waiver.reason}`
    : `${result.baseline ? 'known before' : 'undecided'}: ${saying(result)}`;

const counted = (cases: readonly Case[]) => ({
  tests: cases.length,
  failures: cases.filter(({ outcome }) => outcome === 'failed').length,
  skipped: cases.filter(({ outcome }) => outcome === 'skipped').length,
});

const sum = (counts: readonly ReturnType<typeof counted>[]) => ({
  tests: counts.reduce((total, { tests }) => total + tests, 0),
  failures: counts.reduce((total, { failures }) => total + failures, 0),
  skipped: counts.reduce((total, { skipped }) => total + skipped, 0),
});

function group<T>(items: readonly T[], key: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const members = groups.get(key(item));
    if (members) members.push(item);
    else groups.set(key(item), [item]);
  }
  return groups;
}

function element(
  name: string,
  attributes: Readonly<Record<string, string | number>>,
  children: readonly string[],
): string {
  const head = Object.entries(attributes).map(([key, value]) => ` ${key}="${escaped(oneLine(String(value)))}"`);
  if (children.length === 0) return `<${name}${head.join('')}/>\n`;
  return `<${name}${head.join('')}>\n${children.join('')}</${name}>\n`;
}

// What XML cannot hold at all, such as control characters, `oneLine` has made visible before.
const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};
const escaped = (text: string): string => text.replace(/[&<>"']/g, (character) => ENTITIES[character] as string);
