import fc from 'fast-check';
import { rules } from '../../policies/index';
import { judge } from '../../src/check/judge';
import { UNRESOLVED } from '../../src/check/view/field';
import { type Path, set } from '../mutation/break';
import { site } from './site-subject';

const platform = site('canfar');
const ofPlatforms = rules.filter(({ on }) => on === 'platform');

/** Every place in the objects, but for what makes an object one. */
const places = platform.manifests.flatMap(({ object }, index) =>
  pathsIn(object, [])
    .filter(
      ([first, , more]) => first !== 'apiVersion' && first !== 'kind' && (first !== 'metadata' || more !== undefined),
    )
    .map((path) => ({ index, path })),
);

function pathsIn(value: unknown, path: Path): Path[] {
  if (typeof value !== 'object' || value === null) return [path];
  const keys = Array.isArray(value) ? [...value.keys()] : Object.keys(value);
  const inside = keys.flatMap((key) => pathsIn((value as Record<string | number, unknown>)[key], [...path, key]));
  return path.length === 0 ? inside : [path, ...inside];
}

const shape = fc.constantFrom<unknown>(UNRESOLVED, null, 7, true, 'x', '', [], {}, [null], ['x'], { a: null });

test('a value that is not known, or of another shape, leaves rules undecided and breaks none', () => {
  fc.assert(
    fc.property(fc.constantFrom(...places), shape, ({ index, path }, value) => {
      const manifests = platform.manifests.map((manifest, at) =>
        at === index ? { ...manifest, object: set(manifest.object, path, value) } : manifest,
      );
      // `judge` throws when a rule breaks.
      for (const rule of ofPlatforms) judge(rule, { ...platform, manifests } as never, path.join('.'));
    }),
    { seed: 20_261_121, numRuns: 150 },
  );
});
