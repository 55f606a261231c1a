import fc from 'fast-check';
import { inReadingOrder } from '../../../src/check/report/reading-order';
import type { Place, Result, Severity } from '../../../src/check/rule';
import { hostileResults } from './results';

const found = (rule: string, severity: Severity, place: Place = {}, changes: Partial<Result> = {}): Result => ({
  subject: 'Dockerfile',
  kind: 'container',
  rule,
  verdict: 'fail',
  severity,
  message: rule,
  place: { file: 'Dockerfile', ...place },
  ...changes,
});

test('the whole, then line by line, errors first at one place, then other files, then what is undecided', () => {
  const wanted = [
    found('whole-error', 'error'),
    found('whole-warning', 'warning'),
    found('early', 'info', { line: 2, column: 1 }),
    found('later-in-line', 'error', { line: 2, column: 9 }),
    found('tie-a', 'error', { line: 9, column: 1 }),
    found('tie-b', 'error', { line: 9, column: 1 }),
    found('mild', 'warning', { line: 9, column: 1 }),
    found('far', 'error', { line: 10, column: 1 }),
    found('script', 'error', { file: 'start.sh', line: 1, column: 1 }),
    found('undecided', 'error', { line: 1 }, { verdict: 'unknown', reason: 'too dark' }),
    found('other', 'error', {}, { subject: 'Another/Dockerfile' }),
  ];
  const order = [0, 9, 8, 7, 6, 4, 5, 3, 2, 1, 10].map((index) => wanted[index] as Result);
  expect(inReadingOrder(order).map(({ rule }) => rule)).toEqual(wanted.map(({ rule }) => rule));
});

test('nothing is lost, and a second time changes nothing', () => {
  fc.assert(
    fc.property(hostileResults, (results) => {
      const once = inReadingOrder(results);
      expect(new Set(once)).toEqual(new Set(results));
      expect(once).toHaveLength(results.length);
      expect(inReadingOrder(once)).toEqual(once);
    }),
    { seed: 20261130, numRuns: 100 },
  );
});
