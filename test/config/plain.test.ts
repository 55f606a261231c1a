import { runInNewContext } from 'node:vm';
import { plainDataProblems } from '../../src/config/plain';
import { complaints, smallSite, withValue } from './small-site';

const facts = (value: unknown) => plainDataProblems(value).map(({ path, fact }) => `${path}: ${fact}`);

test.each(['__proto__', 'constructor', 'prototype'])('"%s" is no name, wherever it is written', (name) => {
  const line = (place: string) => [`${place}: "${name}" means something of its own to JavaScript. Choose another.`];
  const asKey = (...path: string[]) => withValue(smallSite(), [...path, name], { weight: 1 });
  expect(complaints(asKey())).toEqual(line(name));
  expect(complaints(asKey('teams'))).toEqual(line(`teams.${name}`));
  expect(complaints(asKey('pools'))).toEqual(line(`pools.${name}`));
  expect(complaints(asKey('sessions', 'define'))).toEqual(line(`sessions.define.${name}`));
  expect(complaints(JSON.parse(`{ "teams": { "${name}": {} } }`))).toEqual(line(`teams.${name}`));
  expect(complaints(withValue(smallSite(), ['namespaces', 'sessions'], name))).toEqual(line('namespaces.sessions'));
  expect(complaints(withValue(smallSite(), ['registry', 'hosts', 0], name))).toEqual(line('registry.hosts[0]'));
  expect(Object.prototype).not.toHaveProperty('weight');
});

test('a mapping is plain, in this realm, in another, and without prototype', () => {
  expect(facts({ a: { b: [1, 'x', true, null, undefined] } })).toEqual([]);
  expect(facts(runInNewContext('({ a: { b: [1] } })'))).toEqual([]);
  expect(facts(Object.assign(Object.create(null), { a: 1 }))).toEqual([]);
});

class Pool {
  nodes = 1;
}

test.each<[string, unknown, string]>([
  ['a class', new Pool(), 'a: a Pool is an object with behaviour, not data'],
  ['a date', new Date(0), 'a: a Date is an object with behaviour, not data'],
  ['a map', new Map(), 'a: a Map is an object with behaviour, not data'],
  ['inherited keys', Object.create({ nodes: 1 }), 'a: this is an object with behaviour, not data'],
  [
    'a getter',
    Object.defineProperty({}, 'b', { get: () => 1, enumerable: true }),
    'a.b: this is a property with behaviour, not data',
  ],
  ['a hidden key', Object.defineProperty({}, 'b', { value: 1 }), 'a.b: this is a property with behaviour, not data'],
  ['a symbol key', { [Symbol('b')]: 1 }, 'a["Symbol(b)"]: this is a property with behaviour, not data'],
  ['a function', () => 1, 'a: a function is not data'],
  ['a bigint', 1n, 'a: a bigint is not data'],
  ['NaN', Number.NaN, 'a: NaN is not a number that we can use'],
  ['infinity', -Infinity, 'a: -Infinity is not a number that we can use'],
])('%s is refused', (_, value, fact) => {
  expect(facts({ a: value })).toEqual([fact]);
});

test.each<[string, string]>([
  ['\0', 'the text holds the character U+0000, which cannot be seen'],
  ['\x1b[31m', 'the text holds the character U+001B, which cannot be seen'],
  ['\x85', 'the text holds the character U+0085, which cannot be seen'],
  ['\u2028', 'the text holds the character U+2028, which cannot be seen'],
  ['\u202e', 'the text holds the character U+202E, which cannot be seen'],
  ['\ufeff', 'the text holds the character U+FEFF, which cannot be seen'],
  ['\uffff', 'the text holds the character U+FFFF, which cannot be seen'],
  ['\ud800', 'the text holds the character U+D800, which cannot be seen'],
  ['\udc00', 'the text holds the character U+DC00, which cannot be seen'],
  ['a\nb', 'the text has more than one line'],
  ['a\r\nb', 'the text has more than one line'],
  ['x'.repeat(65_537), 'the text has 65537 characters; 65536 are allowed'],
])('%j is refused as a text and as a key', (text, fact) => {
  expect(plainDataProblems({ a: `${text}` }).map((problem) => [problem.path, problem.fact])).toEqual([['a', fact]]);
  const [problem, ...others] = plainDataProblems({ [text]: 1 });
  expect(problem?.fact).toBe(fact);
  expect(others).toEqual([]);
  // What a terminal would obey, or a reader not see, is spelled out in the message.
  expect(problem?.path).toMatch(/^\["[ -~]{1,80}"\]$/);
});

test.each(['', 'é', '日本語', '👩‍🔬', 'a\u200db', '${x}', '$(x)', '*a', '!!js/function', 'x'.repeat(65_536)])(
  '%.20j is a text',
  (text) => {
    expect(facts({ a: text })).toEqual([]);
  },
);

test('what contains itself, is too deep or too much ends, with one problem', () => {
  const loop: Record<string, unknown> = {};
  loop.self = loop;
  expect(facts(loop)).toEqual(['self: the value contains itself']);
  let deep: unknown = 1;
  for (let level = 0; level < 10_000; level++) deep = [deep];
  expect(facts({ deep })).toEqual([expect.stringMatching(/nested more than 32 levels deep$/)]);
  expect(facts({ a: Array.from({ length: 3_000_000 }, () => 1) })).toEqual([': the site has more than 100000 values']);
  // Eight levels of ten references to the same list: 10^8 values in a few lines of YAML.
  let bomb: unknown[] = [1];
  for (let level = 0; level < 8; level++) bomb = Array.from({ length: 10 }, () => bomb);
  expect(facts({ bomb })).toEqual([': the site has more than 100000 values']);
});

test('the same mapping in two places is no loop', () => {
  const shared = { weight: 1 };
  expect(facts({ a: shared, b: shared })).toEqual([]);
});

test('a text of 10 MB anywhere is answered at once, with a short message', () => {
  const start = process.hrtime.bigint();
  const lines = complaints(withValue(smallSite(), ['domain'], 'a.'.repeat(5_000_000)));
  expect(lines).toEqual(['domain: the text has 10000000 characters; 65536 are allowed. Write less.']);
  expect(Number(process.hrtime.bigint() - start) / 1e6).toBeLessThan(2000);
});
