import fc from 'fast-check';
import { parseWaivers } from '../../src/check/waiver-file';
import { UsageError } from '../../src/errors';

const good = `- rule: probes
  subject: Deployment skaha-system/worker
  reason: It has no port; its queue is watched.
  owner: platform team
  expires: 2027-06-30
`;
const waiver = {
  rule: 'probes',
  subject: 'Deployment skaha-system/worker',
  reason: 'It has no port; its queue is watched.',
  owner: 'platform team',
  expires: '2027-06-30',
};

test('YAML', () => {
  expect(parseWaivers(good, 'waivers.yaml')).toEqual([waiver]);
});

test('JSON', () => {
  expect(parseWaivers(JSON.stringify([waiver]), 'waivers.json')).toEqual([waiver]);
});

test('an empty file holds no waivers', () => {
  for (const text of ['', '# none yet\n', '[]']) expect(parseWaivers(text, 'w.yaml')).toEqual([]);
});

test('every mistake is told at once', () => {
  const text = `- rule: ''
  subjekt: x
  reason: short
  expires: 2027-02-30
- 12
- rule: probes
  subject: 3
  reason: long enough to understand
  owner: me
  expires: tomorrow
`;
  expect(() => parseWaivers(text, 'w.yaml')).toThrow(UsageError);
  expect(() => parseWaivers(text, 'w.yaml')).toThrow(
    [
      'w.yaml: the waivers are not valid',
      '  ✖ [0].subjekt: unknown key. Did you mean "subject"?',
      '  ✖ [0].rule: "" is not valid. Write the id of a rule.',
      '  ✖ [0].reason: "short" is not valid. Give a reason that a stranger understands.',
      '  ✖ [0].owner: is missing. Say who answers for it.',
      '  ✖ [0].expires: "2027-02-30" is not valid. Write the last day, such as 2027-06-30.',
      '  ✖ [1]: is not a waiver. Write rule, reason, owner and expires.',
      '  ✖ [2].expires: "tomorrow" is not valid. Write the last day, such as 2027-06-30.',
      '  ✖ [2].subject: 3 is not valid. Write a subject such as Deployment skaha-system/skaha.',
    ].join('\n'),
  );
});

test.each([
  ['a mapping', 'waivers: []', 'the file is not a list of waivers'],
  ['a text', 'none', 'the file is not a list of waivers'],
  ['YAML that cannot be read', '- rule: "x\n', 'line 2, column 1: Missing closing "quote'],
  ['a key twice', `${good}  owner: somebody else\n`, 'Map keys must be unique'],
  ['two documents', `${good}---\n${good}`, 'multiple documents'],
  ['a file without end', `# ${'x'.repeat(1_000_001)}`, 'the file has 1000003 characters'],
  ['aliases that multiply', bomb(), 'Excessive alias count'],
  ['a prototype', '- __proto__: {rule: probes}\n', '[0].__proto__: unknown key'],
])('%s is refused', (_name, text, fact) => {
  expect(() => parseWaivers(text, 'w.yaml')).toThrow(UsageError);
  expect(() => parseWaivers(text, 'w.yaml')).toThrow(fact);
});

function bomb(): string {
  const level = (name: string, of: string) => `- &${name} [${Array(9).fill(`*${of}`).join(', ')}]\n`;
  return `- &a [x]\n${level('b', 'a')}${level('c', 'b')}${level('d', 'c')}${level('e', 'd')}`;
}

test('whatever the text, it is a list of waivers or a usage error', () => {
  const fragment = fc.constantFrom(
    '- ',
    'rule: ',
    'expires: ',
    '2027-06-30',
    '\n',
    '  ',
    '[',
    '{',
    '&a ',
    '*a',
    '"',
    '!!js ',
    '? ',
    '\u0000',
    ': ',
  );
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.array(fragment).map((parts) => parts.join('')),
      ),
      (text) => {
        try {
          expect(Array.isArray(parseWaivers(text, 'w.yaml'))).toBe(true);
        } catch (error) {
          expect(error).toBeInstanceOf(UsageError);
        }
      },
    ),
    { seed: 20260106, numRuns: 500 },
  );
});
