import fc from 'fast-check';
import { textReport } from '../../../src/check/report/text';
import { clean, hostileResults, INVISIBLE, results } from './results';

test('place, fact and act of every finding, then the numbers', () => {
  expect(textReport(results)).toBe(`error  limit-range-single  LimitRange skaha-workload/b
       the namespace skaha-workload has the LimitRange a already
       fix: Keep one LimitRange per namespace.

error  image-tag  Deployment skaha-system/skaha  spec.template.spec.containers[0].image
       container "api" runs skaha:latest
error  image-tag  Deployment skaha-system/skaha  spec.template.spec.containers[1].image
       container "log" runs log, which names no version
       fix: Name a version.

waived  probes  Deployment skaha-system/skaha  spec.template.spec.containers[1].readinessProbe
       container "log" has no readinessProbe
       waived until 2027-06-30 by ops: it has no port
       fix: Give it one.

undecided  heap-below-limit  Job skaha-system/list
       no -Xmx, the heap is that of the image
       fix: Set -Xmx.

info  no-root  images/a b/Dockerfile  images/a b/Dockerfile:3:7
       the last USER is root

3 errors, 1 info, 1 undecided, 1 waived
`);
});

test('quiet when there is nothing to say', () => {
  expect(textReport([])).toBe('');
  expect(textReport(clean)).toBe('');
});

test('every verdict when asked', () => {
  expect(textReport(results, { all: true })).toContain('pass  image-tag  Job skaha-system/list\n       passed');
  expect(textReport(clean, { all: true })).toBe('pass  image-tag  Job skaha-system/list\n       passed\n');
});

test('colours only when asked', () => {
  expect(textReport(results)).not.toContain('\u001b');
  expect(textReport(results, { colour: true })).toContain('\u001b[31merror\u001b[0m  image-tag');
});

test('no text from outside can forge a line, a colour or a command of a build runner', () => {
  fc.assert(
    fc.property(hostileResults, (found) => {
      const lines = textReport(found).split('\n');
      for (const line of lines) {
        expect(line).not.toMatch(INVISIBLE);
        expect(line).not.toMatch(/^\s*::/);
        expect(line).not.toContain('##[');
        expect(line).toMatch(/^(error|undecided|waived) {2}some-rule|^ {7}|^$|^\d+ (error|undecided|waived)/);
      }
      // A header for each result, and none besides.
      expect(lines.filter((line) => /^\w+ {2}/.test(line))).toHaveLength(found.length);
    }),
    { seed: 20260107, numRuns: 150 },
  );
});
