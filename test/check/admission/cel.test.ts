import { CelFailure, celValue, compile } from '../../../src/check/admission/cel';
import { Undecided } from '../../../src/check/undecided';
import { UNRESOLVED } from '../../../src/check/view/field';
import { ANSWERS, FAILURES, THING } from './expressions';

const object = {
  ...THING,
  none: null,
  // A name that every JavaScript object has; no label of ours may be called so.
  odd: { x: 'y', constructor: 'mine' },
  later: UNRESOLVED,
  mixed: [{ image: 'a' }, { image: UNRESOLVED }],
};
const value = (text: string) => compile(text)({ object: celValue(object) });

test.each([...ANSWERS, ['has(object.none)', false] as const])('%s', (text, expected) => {
  expect(value(text)).toBe(expected);
});

test.each(FAILURES)('%s fails as it would on the server', (text, message) => {
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
