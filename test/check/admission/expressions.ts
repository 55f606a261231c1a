// Asked here without a cluster, and on the API server (test/cluster/expressions.test.ts).

/** What the expressions look at. */
export const THING = {
  replicas: 4,
  ratio: 1.5,
  big: 2 ** 60,
  on: false,
  labels: { 'a.b/c': 'x', other: 'mine' },
  list: [1, 2],
  names: ['a', 'b'],
};

/** Expressions, and what they give. */
export const ANSWERS: readonly (readonly [text: string, value: boolean])[] = [
  ['object.replicas == 4', true],
  ['object.replicas + 1 == 5', true],
  ['object.replicas > 3 && object.replicas < 5', true],
  ['object.replicas in [4, 5]', true],
  ['object.ratio == 1.5', true],
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
];

/** Expressions that fail, and what the failure says. */
export const FAILURES: readonly (readonly [text: string, said: string])[] = [
  ['object.missing.x == 1', 'no such key: missing'],
  ['has(object.missing.x)', 'no such key: missing'],
  ["quantity(object.names[0]).isLessThan(quantity('1'))", 'quantit'],
  ["object.labels['third'] == ''", 'no such key: third'],
];
