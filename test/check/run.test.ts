import fc from 'fast-check';
import { RuleError } from '../../src/check/judge';
import { type Answer, fail, notApplicable, pass, type Rule, unknown, type Waiver } from '../../src/check/rule';
import { type RunOptions, runRules, type Subject } from '../../src/check/run';
import { Undecided } from '../../src/check/undecided';
import { UsageError } from '../../src/errors';
import { object } from '../policies/objects';

const rule = (
  id: string,
  check: (name: string) => Answer,
  changes: Partial<Rule<'manifest'>> = {},
): Rule<'manifest'> => ({
  id,
  topic: 'test',
  on: 'manifest',
  severity: 'error',
  why: 'Because.',
  fix: `Cure ${id}.`,
  source: 'test',
  check: ({ object: { metadata } }) => check(metadata.name),
  ...changes,
});
const manifest = (name: string, place?: Subject['place']): Subject => ({
  kind: 'manifest',
  name: `Pod ${name}`,
  value: { object: object('v1', 'Pod', {}, { name }) },
  ...(place ? { place } : {}),
});
const waiver = (changes: Partial<Waiver> = {}): Waiver => ({
  rule: 'strict',
  reason: 'known since May',
  owner: 'ops',
  expires: '2027-06-30',
  ...changes,
});

const strict = rule('strict', (name) => fail([{ message: `${name} is bad`, place: { path: 'spec' } }]));
const lenient = rule('lenient', () => pass);
const puzzled = rule('puzzled', () => unknown('too dark'));
const absent = rule('absent', () => notApplicable);
const all = [strict, lenient, puzzled, absent];
const run = (subjects: readonly Subject[], options: Partial<RunOptions> = {}, rules: readonly Rule[] = all) =>
  runRules(rules, subjects, { today: '2026-11-21', ...options });

test('each rule is asked about each subject of its kind, and every answer is kept', () => {
  const site: Subject = { kind: 'site', name: 'demo', value: { plan: {} as never } };
  expect(run([site, manifest('a')])).toEqual([
    {
      subject: 'Pod a',
      kind: 'manifest',
      rule: 'absent',
      verdict: 'not-applicable',
      severity: 'error',
      place: { object: 'Pod a' },
    },
    {
      subject: 'Pod a',
      kind: 'manifest',
      rule: 'lenient',
      verdict: 'pass',
      severity: 'error',
      place: { object: 'Pod a' },
    },
    {
      subject: 'Pod a',
      kind: 'manifest',
      rule: 'puzzled',
      verdict: 'unknown',
      severity: 'error',
      reason: 'too dark',
      fix: 'Cure puzzled.',
      place: { object: 'Pod a' },
    },
    {
      subject: 'Pod a',
      kind: 'manifest',
      rule: 'strict',
      verdict: 'fail',
      severity: 'error',
      message: 'a is bad',
      fix: 'Cure strict.',
      place: { object: 'Pod a', path: 'spec' },
    },
  ]);
});

test('a finding is where the rule says, and otherwise where its subject is', () => {
  const other = rule('other', () =>
    fail([{ message: 'x', place: { object: 'Service b', path: 'p' }, strength: 'inferred' }]),
  );
  const [found] = run([manifest('a', { file: 'site.yaml', construct: 'a/Pod' })], {}, [other]);
  expect(found?.place).toEqual({ file: 'site.yaml', construct: 'a/Pod', object: 'Service b', path: 'p' });
  expect(found?.strength).toBe('inferred');
});

test('each fault is a result of its own, in the order in which the rule found it', () => {
  const two = rule('two', () => fail([{ message: 'z' }, { message: 'a' }]));
  expect(run([manifest('a')], {}, [two]).map(({ message }) => message)).toEqual(['z', 'a']);
});

test('the order depends on names alone', () => {
  const subjects = ['b', 'a', 'Z', 'ä', 'a-b'].map((name) => manifest(name));
  const expected = run(subjects);
  expect(expected.map(({ subject }) => subject).filter((name, index, names) => names.indexOf(name) === index)).toEqual([
    'Pod Z',
    'Pod a',
    'Pod a-b',
    'Pod b',
    'Pod ä',
  ]);
  fc.assert(
    fc.property(
      fc.shuffledSubarray(subjects, { minLength: 5 }),
      fc.shuffledSubarray(all, { minLength: 4 }),
      (mixed, rules) => {
        expect(run(mixed, {}, rules)).toEqual(expected);
      },
    ),
    { seed: 20260105 },
  );
});

test('a severity of the site replaces that of the rule; "off" leaves the rule out', () => {
  const results = run([manifest('a')], { severities: { strict: 'info', puzzled: 'off', lenient: 'off' } });
  expect(results.map(({ rule: id, severity }) => [id, severity])).toEqual([
    ['absent', 'error'],
    ['strict', 'info'],
  ]);
});

test('names that objects inherit are rules like any other', () => {
  expect(run([manifest('a')], {}, [rule('constructor', () => pass)])).toHaveLength(1);
});

test('rules that do not exist are refused, all at once, with the nearest that does', () => {
  const options = {
    severities: { strikt: 'info', bogus: 'off' },
    waivers: [waiver(), waiver({ rule: 'puzled' })],
  } as const;
  expect(() => run([], options)).toThrow(UsageError);
  expect(() => run([], options)).toThrow(
    [
      'the rules are not named well',
      '  ✖ severities.strikt: no rule is named "strikt". Did you mean "strict"?',
      '  ✖ severities.bogus: no rule is named "bogus". Known here: absent, lenient, puzzled, strict, waiver-expired, waiver-unused.',
      '  ✖ waivers[1].rule: no rule is named "puzled". Did you mean "puzzled"?',
    ].join('\n'),
  );
});

test('findings about waivers can be made lighter, but not waived', () => {
  expect(() => run([], { severities: { 'waiver-unused': 'info' } })).not.toThrow();
  expect(() => run([], { waivers: [waiver({ rule: 'waiver-expired' })] })).toThrow('no rule is named "waiver-expired"');
});

test('two rules of one name are refused', () => {
  expect(() => run([], {}, [strict, rule('strict', () => pass)])).toThrow('two rules are named "strict"');
  expect(() => run([], {}, [rule('waiver-unused', () => pass)])).toThrow('two rules are named "waiver-unused"');
});

test('a rule that throws has not passed: the error names rule and subject', () => {
  const broken = rule('broken', () => {
    throw new TypeError('no such thing');
  });
  expect(() => run([manifest('a')], {}, [broken])).toThrow(RuleError);
  expect(() => run([manifest('a')], {}, [broken])).toThrow('rule "broken" failed on Pod a: no such thing');
  // Not a mistake of the user: those are printed without a stack.
  expect(() => run([manifest('a')], {}, [broken])).not.toThrow(UsageError);
});

test('a rule that cannot read its subject is undecided', () => {
  const lost = rule('lost', () => {
    throw new Undecided('spec is not a mapping');
  });
  expect(run([manifest('a')], {}, [lost])).toMatchObject([{ verdict: 'unknown', reason: 'spec is not a mapping' }]);
});

describe('a waiver', () => {
  const note = { reason: 'known since May', owner: 'ops', expires: '2027-06-30' };
  const waived = (waivers: readonly Waiver[], options: Partial<RunOptions> = {}) =>
    run([manifest('a'), manifest('b')], { waivers, ...options })
      .filter(({ verdict }) => verdict === 'fail')
      .map(({ rule: id, subject, waiver: covering }) => [id, subject, covering]);

  test('covers its rule on every subject', () => {
    expect(waived([waiver()])).toEqual([
      ['strict', 'Pod a', note],
      ['strict', 'Pod b', note],
    ]);
  });

  test('covers one subject when it names one', () => {
    expect(waived([waiver({ subject: 'Pod b' })])).toEqual([
      ['strict', 'Pod a', undefined],
      ['strict', 'Pod b', note],
    ]);
  });

  test('covers the object that a finding is about, where the subject is the whole site', () => {
    const wide = rule('wide', () => fail([{ message: 'x', place: { object: 'Service s' } }]));
    const [found] = run([manifest('a')], { waivers: [waiver({ rule: 'wide', subject: 'Service s' })] }, [wide]);
    expect(found?.waiver).toEqual(note);
  });

  test('covers what a rule could not decide', () => {
    const found = run([manifest('a')], { waivers: [waiver({ rule: 'puzzled' })] }).find(
      ({ rule: id }) => id === 'puzzled',
    );
    expect(found?.waiver).toEqual(note);
  });

  test('holds on its last day and not on the next', () => {
    expect(waived([waiver({ expires: '2026-11-21' })])).toHaveLength(2);
    expect(waived([waiver({ expires: '2026-11-20' })])).toEqual([
      ['strict', 'Pod a', undefined],
      ['strict', 'Pod b', undefined],
      ['waiver-expired', 'waivers[0] (strict)', undefined],
    ]);
  });

  test('that covers nothing is a finding', () => {
    const results = run([manifest('a')], { waivers: [waiver(), waiver({ rule: 'lenient', subject: 'Pod a' })] });
    expect(results.at(-1)).toEqual({
      subject: 'waivers[1] (lenient on Pod a)',
      kind: 'site',
      rule: 'waiver-unused',
      verdict: 'fail',
      severity: 'warning',
      message: 'the waiver of ops ("known since May") covers no finding',
      fix: 'Remove the waiver, or correct its rule and subject.',
    });
  });

  test('of a rule that is switched off is a finding too', () => {
    expect(waived([waiver()], { severities: { strict: 'off' } })).toEqual([
      ['waiver-unused', 'waivers[0] (strict)', undefined],
    ]);
  });

  test('of a rule that was asked about nothing is left alone', () => {
    expect(run([], { waivers: [waiver()] })).toEqual([]);
  });

  test('finding has the severity that the site gives it', () => {
    expect(waived([waiver({ rule: 'lenient' })], { severities: { 'waiver-unused': 'off', strict: 'off' } })).toEqual(
      [],
    );
    const results = run([manifest('a')], {
      waivers: [waiver({ rule: 'lenient' })],
      severities: { 'waiver-unused': 'error' },
    });
    expect(results.at(-1)?.severity).toBe('error');
  });
});
