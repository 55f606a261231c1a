import { didYouMean } from '../src/did-you-mean';

const known = ['image-registry', 'image-tag', 'probes'];

test.each([
  ['image-tga', 'Did you mean "image-tag"?'],
  ['Probes', 'Did you mean "probes"?'],
  ['probe', 'Did you mean "probes"?'],
  ['', 'Known here: image-registry, image-tag, probes'],
  ['something-else', 'Known here: image-registry, image-tag, probes'],
  ['x'.repeat(1_000_000), 'Known here: image-registry, image-tag, probes'],
])('%.20s', (word, act) => {
  expect(didYouMean(word, known)).toBe(act);
});

test('nothing is known', () => {
  expect(didYouMean('x', [])).toBe('Remove it');
});
