import { properties } from '../../src/constructs/properties';

test('one key and value a line, repeated keys in order', () => {
  expect(properties({ a: '1', url: ['https://one', 'https://two'] })).toBe(
    'a = 1\nurl = https://one\nurl = https://two\n',
  );
});

test('characters that would end a key or start a comment are escaped', () => {
  expect(properties({ 'ivo://ivoa.net/std/GMS#search-1.0': 'ivo://x/gms' })).toBe(
    'ivo\\://ivoa.net/std/GMS\\#search-1.0 = ivo://x/gms\n',
  );
});

test('a value keeps its backslashes and its leading blank', () => {
  expect(properties({ a: ' C:\\x' })).toBe('a = \\ C:\\\\x\n');
});
