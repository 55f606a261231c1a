import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv from 'ajv';
import fc from 'fast-check';
import { jsonReport } from '../../../src/check/report/json';
import { clean, hostileResults, INVISIBLE, results } from './results';

test('version, failures and undecided with their keys, and the numbers', () => {
  const report = JSON.parse(jsonReport(results));
  expect(Object.keys(report)).toEqual(['version', 'results', 'summary']);
  expect(report.version).toBe(1);
  expect(report.results).toHaveLength(6);
  expect(report.results[1]).toEqual({
    subject: 'Deployment skaha-system/skaha',
    kind: 'manifest',
    rule: 'image-tag',
    verdict: 'fail',
    severity: 'error',
    message: 'container "api" runs skaha:latest',
    place: { object: 'Deployment skaha-system/skaha', path: 'spec.template.spec.containers[0].image' },
  });
  expect(report.results[3].waiver).toEqual({ reason: 'it has no port', owner: 'ops', expires: '2027-06-30' });
  expect(report.results[4].reason).toBe('no -Xmx, the heap is that of the image');
  expect(report.results[5].strength).toBe('inferred');
  expect(report.summary).toEqual({
    pass: 1,
    fail: 4,
    unknown: 1,
    notApplicable: 1,
    waived: 1,
    baseline: 0,
    error: 3,
    warning: 0,
    info: 1,
  });
});

test('every verdict when asked', () => {
  expect(JSON.parse(jsonReport(results, { all: true })).results).toHaveLength(results.length);
  expect(JSON.parse(jsonReport(clean)).results).toEqual([]);
});

test('a program reads what was there, and a terminal is left alone', () => {
  fc.assert(
    fc.property(hostileResults, (found) => {
      const text = jsonReport(found);
      const read = JSON.parse(text).results;
      expect(read.map(({ subject }: { subject: string }) => subject)).toEqual(found.map(({ subject }) => subject));
      expect(read.map((result: { message?: string; reason?: string }) => result.message ?? result.reason)).toEqual(
        found.map(({ message, reason }) => message ?? reason),
      );
      expect(text.replaceAll('\n', '')).not.toMatch(INVISIBLE);
    }),
    { seed: 20260108, numRuns: 150 },
  );
});

const schema = JSON.parse(
  readFileSync(join(__dirname, '../../../schema/check-report.v1.schema.json'), 'utf8'),
) as object;
const validate = new Ajv({ strict: true, strictRequired: false }).compile(schema);

test('the schema takes every report, and describes every key of it', () => {
  const closed = new Ajv({ strict: false }).compile(closedSchema(schema) as object);
  const known = results.map((result) => ({ ...result, baseline: true as const }));
  for (const report of [
    jsonReport(results, { all: true }),
    jsonReport(clean),
    jsonReport(known, { all: true }),
    jsonReport(known),
  ]) {
    for (const check of [validate, closed]) expect([check(JSON.parse(report)), check.errors]).toEqual([true, null]);
  }
  fc.assert(
    fc.property(hostileResults, (found) => {
      expect([closed(JSON.parse(jsonReport(found))), closed.errors]).toEqual([true, null]);
    }),
    { seed: 20260109, numRuns: 100 },
  );
});

test.each([
  ['another version', { version: 2 }],
  ['no results', { results: undefined }],
  ['a verdict that is none', { results: [{ ...results[0], verdict: 'maybe' }] }],
  ['a failure without a fact', { results: [{ ...results[0], message: undefined }] }],
])('the schema refuses %s', (_title, change) => {
  const report = { ...JSON.parse(jsonReport(results)), ...change };
  expect(validate(JSON.parse(JSON.stringify(report)))).toBe(false);
});

/** The schema with nothing but what it names. */
function closedSchema(json: unknown): unknown {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) return json;
  const inside = Object.fromEntries(
    Object.entries(json).map(([key, value]) => [
      key,
      key === 'if' || key === 'then' || key === 'allOf' ? value : closedSchema(value),
    ]),
  );
  return 'properties' in inside && 'type' in inside ? { ...inside, additionalProperties: false } : inside;
}
