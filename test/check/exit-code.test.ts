import { exitCode } from '../../src/check/exit-code';
import type { Result, Severity, Verdict } from '../../src/check/rule';

const result = (verdict: Verdict, severity: Severity = 'error', waived = false): Result => ({
  subject: 's',
  kind: 'manifest',
  rule: 'r',
  verdict,
  severity,
  ...(waived ? { waiver: { reason: 'r', owner: 'o', expires: '2027-01-01' } } : {}),
});
const all: Result[] = [result('pass'), result('not-applicable')];

test.each([
  ['nothing was asked', [], {}, 0],
  ['all passed or does not apply', all, { strict: true }, 0],
  ['an error', [...all, result('fail')], {}, 1],
  ['a warning', [result('fail', 'warning')], {}, 1],
  ['info', [result('fail', 'info')], {}, 0],
  ['info that counts', [result('fail', 'info')], { threshold: 'info' }, 1],
  ['a warning that does not', [result('fail', 'warning')], { threshold: 'error' }, 0],
  ['an error that is waived', [result('fail', 'error', true)], { strict: true }, 0],
  ['undecided', [result('unknown')], {}, 0],
  ['undecided, and asked to decide', [result('unknown')], { strict: true }, 3],
  ['undecided below the threshold', [result('unknown', 'info')], { strict: true }, 0],
  ['undecided and waived', [result('unknown', 'error', true)], { strict: true }, 0],
  ['a finding weighs more than doubt', [result('unknown'), result('fail')], { strict: true }, 1],
] as const)('%s', (_name, results, options, code) => {
  expect(exitCode(results, options)).toBe(code);
});
