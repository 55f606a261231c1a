import fc from 'fast-check';
import { formatImageReference, parseImageReference } from '../../../src/check/view/image-reference';

const seed = 20260103;
const sha = `sha256:${'0123456789abcdef'.repeat(4)}`;

test.each([
  ['debian', { host: 'docker.io', repository: 'library/debian' }],
  ['debian:13', { host: 'docker.io', repository: 'library/debian', tag: '13' }],
  ['docker.io/debian', { host: 'docker.io', repository: 'library/debian' }],
  ['index.docker.io/library/debian', { host: 'docker.io', repository: 'library/debian' }],
  ['canfar/skaha:1', { host: 'docker.io', repository: 'canfar/skaha', tag: '1' }],
  ['images.example.org/skaha', { host: 'images.example.org', repository: 'skaha' }],
  ['images.example.org.evil.net/skaha', { host: 'images.example.org.evil.net', repository: 'skaha' }],
  ['images.example.org:5000/a/b:1', { host: 'images.example.org:5000', repository: 'a/b', tag: '1' }],
  ['localhost/a', { host: 'localhost', repository: 'a' }],
  ['localhost:5000', { host: 'docker.io', repository: 'library/localhost', tag: '5000' }],
  ['Registry/a', { host: 'Registry', repository: 'a' }],
  ['[::1]:5000/a', { host: '[::1]:5000', repository: 'a' }],
  [`a@${sha}`, { host: 'docker.io', repository: 'library/a', digest: sha }],
  [`h.org/a:1@${sha}`, { host: 'h.org', repository: 'a', tag: '1', digest: sha }],
  ['h.org/a__b/c.d-e--f:_x.y-Z', { host: 'h.org', repository: 'a__b/c.d-e--f', tag: '_x.y-Z' }],
])('%s', (text, expected) => {
  expect(parseImageReference(text)).toEqual(expected);
});

test.each([
  '',
  '/a',
  'a/',
  'a//b',
  'h.org/',
  'A',
  'h.org/A',
  'a:',
  'a:-x',
  `a:${'x'.repeat(129)}`,
  'a@',
  'a@sha256:abc',
  `a@sha256:${'A'.repeat(64)}`,
  `a@md5:${'a'.repeat(64)}`,
  `a@constructor:${'a'.repeat(64)}`,
  `a@${sha}:1`,
  `a@${sha}@${sha}`,
  'a'.repeat(64),
  `h.org/${'a'.repeat(256)}`,
  'a'.repeat(1_000_000),
  'https://h.org/a',
  'user@h.org/a',
  'h.org:/a',
  'h.org:80x/a',
  '-h.org/a',
  'h..org/a',
  'a/_b',
  'a/b_',
  'a/b___c',
  'a/b..c',
  ' a',
  'a\n',
  'а', // Cyrillic
  'ex\u0430mple.org/a',
])('%j is no image reference', (text) => {
  expect(parseImageReference(text)).toBeUndefined();
});

const label = fc.stringMatching(/^[a-z0-9]([a-z0-9-]{0,8}[a-z0-9])?$/);
const host = fc
  .tuple(fc.array(label, { minLength: 2, maxLength: 4 }), fc.option(fc.integer({ min: 1, max: 65_535 })))
  .map(([labels, port]) => labels.join('.') + (port === null ? '' : `:${port}`));
const component = fc.stringMatching(/^[a-z0-9]{1,6}((\.|_|__|-{1,3})[a-z0-9]{1,6}){0,2}$/);
const repository = fc.array(component, { minLength: 2, maxLength: 4 }).map((parts) => parts.join('/'));
const tag = fc.stringMatching(/^\w[\w.-]{0,20}$/);

test('what is written reads back as the same parts', () => {
  const digest = fc.stringMatching(/^[0-9a-f]{64}$/).map((hex) => `sha256:${hex}`);
  const reference = fc.record({ host, repository, tag, digest }, { requiredKeys: ['host', 'repository'] });
  fc.assert(
    fc.property(reference, (parts) => {
      expect(parseImageReference(formatImageReference(parts))).toEqual(parts);
    }),
    { seed },
  );
});

test('whatever is read is read the same when written in full', () => {
  const text = fc.oneof(
    fc.stringMatching(/^[a-zA-Z.:/@_-]{1,20}$/),
    fc.tuple(component, tag).map(([a, b]) => `${a}:${b}`),
    fc.tuple(label, repository).map(([a, b]) => `${a}/${b}`),
  );
  fc.assert(
    fc.property(text, (value) => {
      const parts = parseImageReference(value);
      if (parts) expect(parseImageReference(formatImageReference(parts))).toEqual(parts);
    }),
    { seed, numRuns: 2000 },
  );
});

test('no text can borrow the host of another registry', () => {
  const more = fc.stringMatching(/^[a-z0-9.:@/-]{1,20}$/);
  fc.assert(
    fc.property(host, more, repository, (registry, noise, path) => {
      const parts = parseImageReference(`${registry}${noise}/${path}`);
      if (parts?.host !== registry) return;
      // Only a slash ends the host.
      expect(noise.startsWith('/')).toBe(true);
    }),
    { seed, numRuns: 2000 },
  );
});
