import fc from 'fast-check';
import * as jsYaml from 'js-yaml';
import * as yaml from 'yaml';
import { UsageError } from '../src/errors';
import { toYaml, toYamlStream } from '../src/yaml';

const SEED = 20261120;

const parsers: Record<string, (text: string) => unknown> = {
  'YAML 1.2': (text) => yaml.parse(text, { version: '1.2' }),
  'YAML 1.1': (text) => yaml.parse(text, { version: '1.1' }),
  'js-yaml': (text) => jsYaml.load(text),
};

/** Reads back equal in every parser; says which one disagrees. */
function expectRoundTrip(value: unknown): void {
  const text = toYaml(value);
  for (const [name, parse] of Object.entries(parsers)) {
    expect({ name, value: parse(text), text }).toEqual({ name, value, text });
  }
}

/** Texts that some YAML version reads as something else, or that break a naive writer. */
const hostile = [
  ...[
    '',
    ' ',
    'y',
    'N',
    'yes',
    'No',
    'ON',
    'off',
    'TRUE',
    'False',
    'null',
    'Null',
    '~',
    'nan',
    '.nan',
    '.inf',
    '-.Inf',
  ],
  ...['0', '012', '0o14', '0x1', '0b1', '1e3', '1E3', '1.', '.5', '+1', '-1', '1_000', '12:30', '190:20:30', '1:60.5'],
  ...[
    '2026-11-20',
    '2026-11-20T12:00:00Z',
    '1.2.3',
    '---',
    '...',
    '--- a',
    '-',
    '- a',
    '?',
    '? a',
    ':',
    'a:',
    'a: b',
    ': a',
  ],
  ...[
    '#',
    '# a',
    'a #b',
    'a#b',
    '!',
    '!!str a',
    '&a',
    '*a',
    '%TAG',
    '@a',
    '`a`',
    '|',
    '>',
    '|-',
    '{',
    '}',
    '[',
    ']',
    '{}',
  ],
  ...[
    '[]',
    ',',
    'a, b',
    '"',
    '""',
    "'",
    "''",
    "it's",
    '\\',
    '\\n',
    '<<',
    '=',
    '${HOME}',
    '$(x)',
    '{{ .x }}',
    '{% x %}',
  ],
  ...[
    '\n',
    '\n\n',
    'a\n',
    'a\n\n',
    'a\n\n\n',
    '\na',
    '\n\na',
    'a\n\nb',
    ' a\nb',
    'a\n b',
    'a\n  \nb',
    'a\n \n',
    'a \nb ',
    'a\nb ',
  ],
  ...[
    '\t',
    '\ta',
    'a\t',
    'a\tb',
    '\ta\nb',
    'a\n\tb\n',
    'a\n\t\nb',
    'a\t\n',
    '\r',
    'a\r\nb',
    'a\rb',
    '---\na',
    'a\n---\nb',
    '...\n',
  ],
  ...[
    '# a\nb',
    '- a\n- b\n',
    'a: b\nc: d\n',
    '|\na',
    '%\na',
    '\u0000',
    'a\u0000',
    '\u0007',
    '\u001b[31m',
    '\u007f',
    '\u0080',
  ],
  ...[
    '\u0085',
    'a\u0085b',
    'a\n\u0085b',
    '\u00a0',
    'a\u00a0\nb',
    '\u2028',
    'a\u2028b\n',
    '\u2029',
    '\ufeff',
    '\ufeffa\nb',
    '\ufffe',
  ],
  ...[
    '\uffff',
    'é',
    'ß\nà',
    '🔭',
    '🔭\n🪐\n',
    '👩🏽‍🚀',
    '日本語',
    '\u202e',
    '/',
    '_',
    'a/b:c',
    'http://a.b:80/c?d=e',
    'a:b: c',
    'a  b',
  ],
  ...[
    'constructor',
    'toString',
    'a'.repeat(5000),
    'a b '.repeat(5000),
    `${'line\n'.repeat(3000)}`,
    'x'.repeat(999),
    '"'.repeat(600),
  ],
];

describe('toYaml', () => {
  test('carries every hostile text as document, value, key and item', () => {
    for (const text of hostile) {
      expectRoundTrip(text);
      expectRoundTrip({ [text]: text, z: { [text]: [text, { [text]: [[text], text] }] } });
      expectRoundTrip([[text, [text]], { a: text, b: { c: text } }, text]);
    }
  });

  test('carries any document (property)', () => {
    const text = fc.oneof(
      fc.constantFrom(...hostile),
      fc.string({ unit: 'grapheme', maxLength: 20 }),
      fc.string({ unit: fc.constantFrom(...' \t\n\r:#-?|>"\'\\{}[],&*!%@`~=.01aAn'), maxLength: 16 }),
      fc.string({ unit: fc.constantFrom('\n', ' ', 'a', '\t', 'b: ', '- ', '# ', '\n'), maxLength: 12 }),
      fc.string({ unit: 'binary', maxLength: 6 }).filter((value) => !/\p{Surrogate}/u.test(value)),
    );
    const number = fc.oneof(fc.integer(), fc.double({ noNaN: true, noDefaultInfinity: true }), fc.maxSafeInteger());
    const { document } = fc.letrec<{ document: unknown }>((tie) => ({
      document: fc.oneof(
        { maxDepth: 5, depthSize: 'medium' },
        text,
        fc.oneof(
          fc.boolean(),
          fc.constant(null),
          number.map((value) => value + 0),
        ),
        fc.array(tie('document'), { maxLength: 4 }),
        fc.dictionary(
          text.filter((key) => key !== '__proto__'),
          tie('document'),
          { maxKeys: 4 },
        ),
      ),
    }));
    fc.assert(fc.property(document, expectRoundTrip), { seed: SEED, numRuns: 2500 });
  }, 60_000);

  test('reads like Kubernetes YAML', () => {
    const object = {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'skaha', labels: {}, annotations: { 'a.b/c': 'true', 'checksum/config': '0x12' } },
      data: { 'start.sh': '#!/bin/sh\nset -eu\n\nexec "$@"\n', empty: '', port: '8080', tail: 'a\n\n', open: 'a\nb' },
      list: [{ name: 'a', args: ['x', '-y', []] }, [1, 2.5], 1e21, true, null],
    };
    expect(toYaml(object)).toBe(`apiVersion: v1
kind: ConfigMap
metadata:
  name: skaha
  labels: {}
  annotations:
    a.b/c: "true"
    checksum/config: "0x12"
data:
  start.sh: |
    #!/bin/sh
    set -eu

    exec "$@"
  empty: ""
  port: "8080"
  tail: |+
    a

  open: |-
    a
    b
list:
  - name: a
    args:
      - x
      - "-y"
      - []
  - - 1
    - 2.5
  - 1.0e+21
  - true
  - null
`);
  });

  test('keeps the order of the fields and leaves out undefined ones', () => {
    expect(toYaml({ b: 1, a: undefined, c: { d: undefined } })).toBe('b: 1\nc: {}\n');
  });

  test('joins documents into a stream that splits again', () => {
    const documents = [{ a: 'x\n\n' }, { b: '---\nx' }, { c: [] }];
    expect(jsYaml.loadAll(toYamlStream(documents))).toEqual(documents);
    expect(yaml.parseAllDocuments(toYamlStream(documents)).map((each) => each.toJS())).toEqual(documents);
  });

  test.each([
    ['half of a surrogate pair', { data: { 'a.txt': ['ok', '\ud83d'] } }, 'data.a.txt[1]: the text holds half of a'],
    ['half of a surrogate pair in lines', { a: 'x\n\udc00' }, 'a: the text holds half of a surrogate pair'],
    ['half of a surrogate pair in a key', { '\ud83d': 1 }, 'half of a surrogate pair'],
    ['NaN', [Number.NaN], '[0]: NaN is not a number'],
    ['infinity', { a: Number.POSITIVE_INFINITY }, 'a: Infinity is not a number'],
    ['a date', { a: new Date(0) }, 'a: a Date is not plain data'],
    ['a map', { a: new Map([['b', 1]]) }, 'a: a Map is not plain data'],
    ['a function', { a: () => 1 }, 'a: a function is not data'],
    ['a big integer', { a: 1n }, 'a: a bigint is not data'],
    ['an undefined item', [undefined], '[0]: a undefined is not data'],
  ])('refuses %s', (_, value, message) => {
    expect(() => toYaml(value)).toThrow(UsageError);
    expect(() => toYaml(value)).toThrow(message);
  });
});
