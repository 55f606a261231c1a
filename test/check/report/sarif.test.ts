import Ajv from 'ajv';
import fc from 'fast-check';
import { rules } from '../../../policies/index';
import { sarifReport } from '../../../src/check/report/sarif';
import { hostileResults, INVISIBLE, results } from './results';
import { SARIF_SCHEMA } from './sarif-schema';

const ajv = new Ajv({ allErrors: true, formats: { uri: /^[a-z]+:\/\/\S+$/, 'uri-reference': isUriReference } });
const validate = ajv.compile(SARIF_SCHEMA);

/** Only characters that a URI may hold, and percent signs that escape something. */
function isUriReference(text: string): boolean {
  return /^(?:[\w.~!$&'()*+,;=:@/?#[\]-]|%[0-9A-F]{2})*$/i.test(text);
}

function read(text: string) {
  const log = JSON.parse(text);
  expect(validate(log) ? [] : validate.errors).toEqual([]);
  return log.runs[0];
}

test('rules, results, places and suppressions', () => {
  const run = read(sarifReport(results, { rules, version: '1.2.3' }));
  expect(run.tool.driver).toMatchObject({ name: 'astroplatform', version: '1.2.3', semanticVersion: '1.2.3' });
  expect(run.tool.driver.rules).toHaveLength(rules.length);
  expect(run.results).toHaveLength(6);
  expect(run.results.map(({ kind, level }: { kind: string; level: string }) => `${kind} ${level}`)).toEqual([
    'fail error',
    'fail error',
    'fail error',
    'fail warning',
    'open none',
    'fail note',
  ]);
  expect(run.results[0]).toEqual({
    ruleId: 'limit-range-single',
    ruleIndex: rules.findIndex(({ id }) => id === 'limit-range-single'),
    kind: 'fail',
    level: 'error',
    message: {
      text: 'LimitRange skaha-workload/b: the namespace skaha-workload has the LimitRange a already\nKeep one LimitRange per namespace.',
    },
    locations: [
      {
        physicalLocation: { artifactLocation: { uri: 'stacks/canfar.ts' } },
        logicalLocations: [{ fullyQualifiedName: 'LimitRange skaha-workload/b', kind: 'object' }],
      },
    ],
    partialFingerprints: {
      'finding/v1':
        'limit-range-single | LimitRange skaha-workload/b |  | the namespace skaha-workload has the LimitRange a already',
    },
  });
  expect(run.results[3].suppressions).toEqual([
    { kind: 'external', status: 'accepted', justification: 'it has no port (ops, until 2027-06-30)' },
  ]);
  expect(run.results[5].locations[0].physicalLocation).toEqual({
    artifactLocation: { uri: 'images/a%20b/Dockerfile' },
    region: { startLine: 3, startColumn: 7 },
  });
});

test('every verdict when asked', () => {
  const run = read(sarifReport(results, { all: true }));
  expect(run.results.map(({ kind }: { kind: string }) => kind)).toEqual(
    expect.arrayContaining(['pass', 'notApplicable']),
  );
});

test('a run without results or rules is a run', () => {
  expect(read(sarifReport([]))).toMatchObject({ tool: { driver: { rules: [] } }, results: [] });
});

test('where there is a baseline, every result says whether it is new', () => {
  const run = read(sarifReport(results.map((result, index) => (index === 0 ? { ...result, baseline: true } : result))));
  const states = run.results.map(({ baselineState }: { baselineState: string }) => baselineState);
  expect(states.toSorted()).toEqual([...Array.from({ length: 5 }, () => 'new'), 'unchanged']);
});

test('a finding keeps its fingerprint when lines move, and no two findings share one', () => {
  const prints = (moved: number) =>
    read(
      sarifReport(
        results.map((result) =>
          result.place?.line ? { ...result, place: { ...result.place, line: result.place.line + moved } } : result,
        ),
      ),
    ).results.map(({ partialFingerprints }: { partialFingerprints: object }) => JSON.stringify(partialFingerprints));
  expect(prints(10)).toEqual(prints(0));
  expect(new Set(prints(0)).size).toBe(6);
});

test('valid whatever the results say, and safe to print', () => {
  fc.assert(
    fc.property(hostileResults, (found) => {
      const text = sarifReport(found);
      expect(read(text).results).toHaveLength(found.length);
      expect(text.replaceAll('\n', '')).not.toMatch(INVISIBLE);
    }),
    { seed: 20260111, numRuns: 300 },
  );
});
