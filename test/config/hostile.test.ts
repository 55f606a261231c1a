import fc from 'fast-check';
import { placeOf } from '../../src/config/place';
import { readSite } from '../../src/config/read-site';
import { Cpu, Duration, Memory } from '../../src/config/units';
import { UsageError } from '../../src/errors';
import { arbitrarySite, SEED } from './arbitrary-site';
import { HOSTILE_TEXTS } from './hostile-texts';
import { textsOf, valueAt, withValue } from './small-site';

const text = fc.oneof(
  fc.constantFrom(...HOSTILE_TEXTS),
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.string({ unit: 'grapheme', maxLength: 40 }),
  fc.string({
    unit: fc.constantFrom('$', '{', '}', '(', ')', ':', '-', '#', '&', '*', '!', '"', "'", '\\', '/', '.', 'a'),
  }),
);

/** Drawn once, because most of the time would go into drawing. */
const SITES = fc.sample(arbitrarySite(), { ...SEED, numRuns: 80 });
const anySite = fc.constantFrom(...SITES);

test('any text anywhere is refused at its place, or comes through unchanged', () => {
  let through = 0;
  fc.assert(
    fc.property(anySite, fc.nat(), text, (site, choice, hostile) => {
      const texts = [...textsOf(site)];
      const { path } = texts[choice % texts.length] as (typeof texts)[number];
      const result = read(withValue(site, path, hostile));
      if (result instanceof UsageError) {
        expect(result.problems.map((problem) => problem.path)).toContain(placeOf(path));
        // A message is lines that a terminal only shows.
        expect(result.message).toMatch(/^(?:[^\p{C}\p{Zl}\p{Zp}]|\n)*$/u);
      } else {
        through++;
        expect(valueAt(result, path)).toBe(readQuantity(valueAt(result, path), hostile));
      }
    }),
    { ...SEED, numRuns: 800 },
  );
  expect(through).toBeGreaterThan(25);
});

test('any name anywhere is refused at its place, or comes through unchanged', () => {
  let through = 0;
  fc.assert(
    fc.property(anySite, fc.nat(), fc.oneof(text, fc.constantFrom('a', 'b-c', 'GPU')), (site, choice, hostile) => {
      const mappings = [...mappingsOf(site)];
      const { path, value } = mappings[choice % mappings.length] as (typeof mappings)[number];
      const [sample = 1] = Object.values(value);
      const result = read(withValue(site, [...path, hostile], sample));
      if (result instanceof UsageError)
        expect(result.problems.map((problem) => problem.path)).toContainEqual(
          expect.stringContaining(placeOf([...path, hostile])),
        );
      else {
        through++;
        expect(Object.hasOwn(valueAt(result, path) as object, hostile)).toBe(true);
      }
    }),
    { ...SEED, numRuns: 600 },
  );
  expect(through).toBeGreaterThan(12);
});

test('no text makes a pattern slow', () => {
  const [site] = SITES;
  for (const { path } of textsOf(site)) {
    for (const piece of ['a', 'a-', 'a.', 'a/', '/a', '/', '1,', '*/1 ', '0:', 'https://a/', 'ivo://a/', '%20']) {
      const start = process.hrtime.bigint();
      read(withValue(site, path, piece.repeat(Math.floor(65_000 / piece.length))));
      expect([path, piece, Number(process.hrtime.bigint() - start) / 1e6 < 2000]).toEqual([path, piece, true]);
    }
  }
});

function read(site: unknown): unknown {
  try {
    return readSite(site, 'keck.ts');
  } catch (error) {
    if (error instanceof UsageError) return error;
    throw error;
  }
}

/** What a hostile text may have become: where sizes are read, the number that it says. */
function readQuantity(found: unknown, hostile: string): unknown {
  if (typeof found !== 'number') return hostile;
  return [Memory, Cpu, Duration].map((schema) => schema.safeParse(hostile).data).find((value) => value === found);
}

function* mappingsOf(
  value: unknown,
  path: readonly PropertyKey[] = [],
): Generator<{ path: readonly PropertyKey[]; value: object }> {
  if (typeof value !== 'object' || value === null) return;
  if (!Array.isArray(value)) yield { path, value };
  for (const [key, item] of Array.isArray(value) ? value.entries() : Object.entries(value))
    yield* mappingsOf(item, [...path, key]);
}
