import fc from 'fast-check';
import { Undecided } from '../../../src/check/undecided';
import { Field, UNRESOLVED } from '../../../src/check/view/field';

const object = {
  spec: {
    replicas: 2,
    paused: false,
    nothing: null,
    list: [{ name: 'a' }, 'b'],
    labels: { 'app.kubernetes.io/name': 'skaha', plain: 'x' },
    later: UNRESOLVED,
  },
};
const spec = Field.of(object).get('spec');

test('a field knows its path, as a person would write it', () => {
  expect(spec.get('list').items()[0]?.get('name').path).toBe('spec.list[0].name');
  expect(spec.get('labels', 'app.kubernetes.io/name').path).toBe('spec.labels["app.kubernetes.io/name"]');
  expect(
    spec
      .get('labels')
      .entries()
      .map(([, field]) => field.path),
  ).toEqual(['spec.labels["app.kubernetes.io/name"]', 'spec.labels.plain']);
});

test('values come out with their type', () => {
  expect(spec.get('labels', 'plain').text()).toBe('x');
  expect(spec.get('replicas').integer()).toBe(2);
  expect(spec.get('replicas').amount()).toBe('2');
  expect(spec.get('paused').flag()).toBe(false);
});

test('null and absent are the same, however deep', () => {
  for (const field of [spec.get('nothing'), spec.get('missing', 'deeper', 'still')]) {
    expect(field.exists).toBe(false);
    expect(field.items()).toEqual([]);
    expect(field.entries()).toEqual([]);
    expect(field.text()).toBeUndefined();
  }
});

test('what JavaScript objects inherit is not in the manifest', () => {
  for (const key of ['constructor', '__proto__', 'toString']) expect(spec.get(key).exists).toBe(false);
});

test.each([
  ['spec is not a list', () => spec.items()],
  ['spec.list is not a mapping', () => spec.get('list', 'name')],
  ['spec.replicas is not a text', () => spec.get('replicas').text()],
  ['spec.list[1] is not a mapping', () => spec.get('list').items()[1]?.get('name')],
  ['spec.labels.plain is not true or false', () => spec.get('labels', 'plain').flag()],
  ['spec.labels.plain is not a whole number', () => spec.get('labels', 'plain').integer()],
  ['the object is not a mapping', () => Field.of('text').get('spec')],
  ['spec.later is not known yet', () => spec.get('later').text()],
  ['spec.later is not known yet', () => spec.get('later').exists],
])('%s: undecided', (reason, read) => {
  expect(read).toThrow(new Undecided(reason));
});

test('whatever the value, reading it gives a value or leaves the rule undecided', () => {
  fc.assert(
    fc.property(fc.anything(), fc.string(), (value, key) => {
      const field = Field.of({ value }).get('value');
      for (const read of [
        () => field.get(key).value,
        () => field.items(),
        () => field.entries(),
        () => field.text(),
        () => field.integer(),
        () => field.amount(),
      ]) {
        try {
          read();
        } catch (error) {
          expect(error).toBeInstanceOf(Undecided);
        }
      }
    }),
    { seed: 20260102 },
  );
});
