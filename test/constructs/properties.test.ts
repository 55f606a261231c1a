import { cadcProperties, javaProperties } from '../../src/constructs/properties';

test.each([cadcProperties, javaProperties])('one key and value a line, repeated keys in order', (write) => {
  expect(write({ a: '1', url: ['https://one', 'https://two'] })).toBe('a = 1\nurl = https://one\nurl = https://two\n');
});

describe('for the reader of OpenCADC', () => {
  test('nothing is escaped, because it takes every character as it stands', () => {
    expect(cadcProperties({ 'ivo://ivoa.net/std/GMS#search-1.0': 'ivo://x/gms?a=b' })).toBe(
      'ivo://ivoa.net/std/GMS#search-1.0 = ivo://x/gms?a=b\n',
    );
  });

  test.each([
    ['a = in the key', { 'a=b': 'c' }],
    ['a key that begins a comment', { '#a': 'b' }],
    ['a key that begins the other comment', { '!a': 'b' }],
    ['no key', { '': 'b' }],
    ['a blank around the key', { ' a': 'b' }],
    ['a blank around the value', { a: 'b ' }],
    ['a second line in the value', { a: 'b\nc = d' }],
    ['a second line in the key', { 'a\rb': 'c' }],
  ])('what it could not read back is refused: %s', (_, entries) => {
    expect(() => cadcProperties(entries)).toThrow(/would not be read back/);
  });
});

describe('for the reader of Java', () => {
  test('characters that would end a key or start a comment are escaped', () => {
    expect(javaProperties({ 'ivo://ivoa.net/std/GMS#search-1.0': 'ivo://x/gms' })).toBe(
      'ivo\\://ivoa.net/std/GMS\\#search-1.0 = ivo://x/gms\n',
    );
  });

  test('a value keeps its backslashes and its leading blank', () => {
    expect(javaProperties({ a: ' C:\\x' })).toBe('a = \\ C:\\\\x\n');
  });
});
