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
