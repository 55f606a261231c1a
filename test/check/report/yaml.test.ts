import fc from 'fast-check';
import { parse } from 'yaml';
import { jsonReport } from '../../../src/check/report/json';
import { yamlReport } from '../../../src/check/report/yaml';
import { hostileResults, INVISIBLE, results } from './results';

test('says what the JSON report says', () => {
  expect(parse(yamlReport(results))).toEqual(JSON.parse(jsonReport(results)));
  expect(parse(yamlReport(results, { all: true }))).toEqual(JSON.parse(jsonReport(results, { all: true })));
});

test('a program reads what was there, and a terminal is left alone', () => {
  fc.assert(
    fc.property(hostileResults, (found) => {
      const text = yamlReport(found);
      const whole = (_: string, value: unknown) => (typeof value === 'string' ? Buffer.from(value).toString() : value);
      expect(parse(text)).toEqual(JSON.parse(jsonReport(found), whole));
      expect(text.replaceAll('\n', '')).not.toMatch(INVISIBLE);
    }),
    { seed: 20261129, numRuns: 150 },
  );
});
