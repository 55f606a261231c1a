import { CelFailure, celValue, compile } from '../../../src/check/admission/cel';
import { Undecided } from '../../../src/check/undecided';
import { UNRESOLVED } from '../../../src/check/view/field';

const object = {
  replicas: 4,
  ratio: 1.5,
  big: 2 ** 60,
  on: false,
  none: null,
  labels: { 'a.b/c': 'x', other: 'mine' },
  odd: { x: 'y', constructor: 'mine' },
  list: [1, 2],
  names: ['a', 'b'],
  later: UNRESOLVED,
  mixed: [{ image: 'a' }, { image: UNRESOLVED }],
};
const value = (text: string) => compile(text)({ object: celValue(object) });

// What the API server of Kubernetes 1.36 answers, too (test/cluster/expressions.ts).
test.each([
  ['object.replicas == 4', true],
  ['object.replicas + 1 == 5', true],
  ['object.replicas > 3 && object.replicas < 5', true],
  ['object.replicas in [4, 5]', true],
  ['object.ratio == 1.5', true],
  ['has(object.none)', false],
  ['has(object.missing)', false],
  ['has(object.list)', true],
  ['has(object.labels.toString)', false],
  ["'a.b/c' in object.labels && object.labels['a.b/c'] == 'x'", true],
  ["'toString' in object.labels", false],
  ["object.labels == {'other': 'mine', 'a.b/c': 'x'}", true],
  ['object.labels.all(k, k.size() > 3)', true],
  ['object.list.all(i, i in [1, 2])', true],
  ['object.list.exists_one(i, i == 1)', true],
  ['object.list.map(i, i + 1) == [2, 3]', true],
  ["object.names.filter(n, n != 'a') == ['b']", true],
  ['size(object.list) == 2', true],
  ["object.?missing.orValue('d') == 'd'", true],
  ["object.names[0].startsWith('a')", true],
  ['object.on ? false : true', true],
  ["quantity('1Gi').isGreaterThan(quantity('1000M'))", true],
  ["quantity(string(object.replicas)).isLessThan(quantity('4500m'))", true],
  ['object.missing.x == 1 || true', true],
  ['false && object.missing.x == 1', false],
  ["'it\\'s \\\\' == 'it\\'s \\\\'", true],
])('%s', (text, expected) => {
  expect(value(text)).toBe(expected);
});

test.each([
  ['object.missing.x == 1', 'no such key: missing'],
  ['has(object.missing.x)', 'no such key: missing'],
  ["quantity(object.names[0]).isLessThan(quantity('1'))", 'is no quantity'],
  ["object.labels['third'] == ''", 'no such key: third'],
])('%s fails as it would on the server', (text, message) => {
  expect(() => value(text)).toThrow(CelFailure);
  expect(() => value(text)).toThrow(message);
});

test.each([
  ["object.names[0].matches('^(a+)+$')", 'uses matches(), which the cluster alone decides'],
  ["semver('1.2.3').major() == 1", 'cannot be judged outside the cluster'],
  ["authorizer.group('').resource('pods').check('get').allowed()", 'cannot be judged outside the cluster'],
  ['object.list.all(i, v, v > 0)', 'cannot be judged outside the cluster'],
  ['object.', 'cannot be judged outside the cluster'],
  ['object.later == 1', 'later is not known yet'],
  ["object.mixed.all(m, m.image == 'a')", 'image is not known yet'],
  // A name that every JavaScript object has; no label of ours may be called so.
  ["object.odd['x'] == 'y'", 'cannot be judged outside the cluster'],
  ['[1].all(a, [1].all(b, [1].all(c, [1].all(d, true))))', 'has more than 3 loops in each other'],
])('%s is for the cluster to decide', (text, message) => {
  expect(() => value(text)).toThrow(Undecided);
  expect(() => value(text)).toThrow(message);
});

test('what is not known decides nothing where the rest already does', () => {
  expect(value('object.later == 1 || object.replicas == 4')).toBe(true);
  expect(value("object.mixed.exists(m, m.image == 'a')")).toBe(true);
});
