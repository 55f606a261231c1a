import fc from 'fast-check';
import type { Result } from '../../../src/check/rule';

/** Results of every sort, as a run returns them. */
export const results: readonly Result[] = [
  {
    subject: 'canfar',
    kind: 'platform',
    rule: 'limit-range-single',
    verdict: 'fail',
    severity: 'error',
    message: 'the namespace skaha-workload has the LimitRange a already',
    fix: 'Keep one LimitRange per namespace.',
    place: { file: 'stacks/canfar.ts', object: 'LimitRange skaha-workload/b', construct: 'sessions/quota' },
  },
  {
    subject: 'Deployment skaha-system/skaha',
    kind: 'manifest',
    rule: 'image-tag',
    verdict: 'fail',
    severity: 'error',
    message: 'container "api" runs skaha:latest',
    fix: 'Name a version.',
    place: { object: 'Deployment skaha-system/skaha', path: 'spec.template.spec.containers[0].image' },
  },
  {
    subject: 'Deployment skaha-system/skaha',
    kind: 'manifest',
    rule: 'image-tag',
    verdict: 'fail',
    severity: 'error',
    message: 'container "log" runs log, which names no version',
    fix: 'Name a version.',
    place: { object: 'Deployment skaha-system/skaha', path: 'spec.template.spec.containers[1].image' },
  },
  {
    subject: 'Deployment skaha-system/skaha',
    kind: 'manifest',
    rule: 'probes',
    verdict: 'fail',
    severity: 'warning',
    message: 'container "log" has no readinessProbe',
    fix: 'Give it one.',
    place: { object: 'Deployment skaha-system/skaha', path: 'spec.template.spec.containers[1].readinessProbe' },
    waiver: { reason: 'it has no port', owner: 'ops', expires: '2027-06-30' },
  },
  {
    subject: 'Job skaha-system/list',
    kind: 'manifest',
    rule: 'heap-below-limit',
    verdict: 'unknown',
    severity: 'error',
    reason: 'no -Xmx, the heap is that of the image',
    fix: 'Set -Xmx.',
    place: { object: 'Job skaha-system/list' },
  },
  { subject: 'Job skaha-system/list', kind: 'manifest', rule: 'image-tag', verdict: 'pass', severity: 'error' },
  {
    subject: 'Job skaha-system/list',
    kind: 'manifest',
    rule: 'ingress-tls',
    verdict: 'not-applicable',
    severity: 'error',
  },
  {
    subject: 'images/a b/Dockerfile',
    kind: 'manifest',
    rule: 'no-root',
    verdict: 'fail',
    severity: 'info',
    message: 'the last USER is root',
    strength: 'inferred',
    place: { file: 'images/a b/Dockerfile', line: 3, column: 7 },
  },
];

/** Nothing to say. */
export const clean: readonly Result[] = results.filter(({ verdict }) => verdict === 'pass');

const hostilePart = fc.constantFrom(
  '\n',
  '\r\n',
  '\u001b[2J',
  '\u001b]0;title\u0007',
  '\u009b31m',
  '\u0000',
  '\u2028',
  '\u202e',
  '\ud800',
  '\ufffe',
  '\u{e0001}',
  '::error::forged',
  '::add-mask::x',
  '##[set-env name=PATH]x',
  '%0A::error::x',
  ']]>',
  '<!--',
  '&#0;',
  '"\'<>&',
  '</failure>',
  'error  forged  Deployment a/b',
  ',line=1::',
  'é ☃ 🚀',
);

/** A text as the worst author of a manifest would choose it. */
export const hostile = fc
  .array(fc.oneof(hostilePart, fc.string({ unit: 'binary', maxLength: 5 })), { maxLength: 4 })
  .map((parts) => parts.join(''));

/** Failures whose every text is hostile. */
export const hostileResults: fc.Arbitrary<Result[]> = fc.array(
  fc
    .tuple(hostile, hostile, hostile, hostile, hostile, fc.constantFrom('fail', 'unknown'), fc.boolean(), fc.boolean())
    .map(([subject, message, fix, path, file, verdict, waived, inFile]): Result => {
      const place = inFile ? { file, line: 1, column: 2 } : { object: subject, path };
      const waiver = waived ? { waiver: { reason: message, owner: fix, expires: path } } : {};
      const said = verdict === 'fail' ? { verdict, message } : { verdict: 'unknown' as const, reason: message };
      return {
        subject,
        kind: 'manifest',
        rule: 'some-rule',
        severity: 'error',
        fix,
        place,
        ...said,
        ...waiver,
      } as Result;
    }),
  { minLength: 1, maxLength: 3 },
);

/** Characters that a terminal or a log would not show as themselves. */
export const INVISIBLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u;
