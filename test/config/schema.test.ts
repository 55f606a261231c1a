import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import Ajv from 'ajv';
import fc from 'fast-check';
import { type JsonSchema, siteSchema } from '../../scripts/site-schema';
import { readSite } from '../../src/config/read-site';
import { arbitrarySite, SEED } from './arbitrary-site';
import { HOSTILE_TEXTS } from './hostile-texts';
import { changed, complaints, smallSite, textsOf, withValue } from './small-site';

const schema = siteSchema().json;
const validate = new Ajv({ strict: true, strictTypes: false, formats: { date: true } }).compile(schema);
const stacks = join(__dirname, '../../stacks');

test.each(readdirSync(stacks).filter((file) => file.endsWith('.ts') && file !== 'index.ts'))(
  'stacks/%s is valid',
  (file) => {
    const { default: site } = require(join(stacks, file)) as { default: unknown };
    expect([validate(site), validate.errors]).toEqual([true, null]);
  },
);

test('what the schema admits, readSite admits', () => {
  fc.assert(
    fc.property(arbitrarySite(), (site) => {
      expect([validate(site), validate.errors]).toEqual([true, null]);
      expect(() => readSite(site, 'keck.ts')).not.toThrow();
    }),
    { ...SEED, numRuns: 100 },
  );
});

test('what the schema refuses, readSite refuses too; and the reverse, sums and quantities apart', () => {
  const sites = fc.sample(arbitrarySite(), { ...SEED, numRuns: 40 });
  const values = fc.oneof(
    fc.constantFrom(...HOSTILE_TEXTS),
    fc.constantFrom<unknown>(null, 0, -1, 1.5, true, [], {}, [1]),
  );
  let refused = 0;
  fc.assert(
    fc.property(fc.constantFrom(...sites), fc.nat(), values, (site, choice, value) => {
      const texts = [...textsOf(site)];
      const { path } = texts[choice % texts.length] as (typeof texts)[number];
      const other = withValue(site, path, value);
      const reads = admits(() => readSite(other, 'keck.ts'));
      const valid = validate(other);
      if (!valid) refused++;
      if (!valid) expect([path, reads]).toEqual([path, false]);
      // The schema cannot say which characters a text must not hold: all of these are read before it is asked.
      else if (!reads)
        expect(complaints(other).join()).toMatch(
          /cannot be seen|one line|of its own to JavaScript|characters; \d+ are/,
        );
    }),
    { ...SEED, numRuns: 500 },
  );
  expect(refused).toBeGreaterThan(200);
});

test.each([
  ['an unknown key', changed('hrabor', {})],
  ['a missing key', changed('domain', undefined)],
  ['a wrong unit', changed('sessions.expiry', '4 days')],
  ['a wrong type', changed('pools.nodes.nodes', '3')],
  ['an unknown kind', changed('arc.driver', 'cehpfs')],
  ['a key of another kind', changed('arc.path', '/srv')],
  ['no pool', changed('pools', {})],
  ['a bad name', changed('teams', { 'A B': {} })],
])('the schema refuses %s', (_, site) => {
  expect(validate(smallSite())).toBe(true);
  expect(validate(site)).toBe(false);
});

/** Texts that no pattern bounds, and why that does no harm. */
const FREE_TEXTS = [
  // Never leave the site: they are printed in reports.
  'checks.waivers[].subject',
  'checks.waivers[].reason',
  'checks.waivers[].owner',
  // Placeholders have a meaning there; session-type-problems.ts knows which.
  'sessions.define.<name>.command[]',
  'sessions.define.<name>.args[]',
  'sessions.define.<name>.workingDir',
  'sessions.define.<name>.env.<name>',
  ...['liveness', 'readiness', 'startup'].map((probe) => `sessions.define.<name>.probes.${probe}.path`),
  // Handed to a CSI driver as they are, which has placeholders of its own.
  'scratch.parameters.<name>',
  'scratch.parameters (name)',
];

test('no other text of a site can hold what Kubernetes or the session service would replace', () => {
  const open = [...textSchemas(schema)].filter(({ json }) =>
    admitsAny(json, ['${x}', '$(X)', '$(x)/${y}', 'a$(X)', '/$(X)', 'https://a/$(X)']),
  );
  expect(open.map(({ path }) => path).sort()).toEqual([...new Set(FREE_TEXTS)].sort());
});

function* textSchemas(json: JsonSchema, path = ''): Generator<{ readonly path: string; readonly json: JsonSchema }> {
  if (json.type === 'string' && !json.enum && json.const === undefined) yield { path, json };
  for (const [key, value] of Object.entries(json.properties ?? {}))
    yield* textSchemas(value, path ? `${path}.${key}` : key);
  for (const option of [...(json.oneOf ?? []), ...(json.anyOf ?? [])]) yield* textSchemas(option, path);
  if (json.items) yield* textSchemas(json.items, `${path}[]`);
  if (json.propertyNames) yield { path: `${path} (name)`, json: json.propertyNames };
  if (typeof json.additionalProperties === 'object') yield* textSchemas(json.additionalProperties, `${path}.<name>`);
}

function admitsAny(json: JsonSchema, texts: readonly string[]): boolean {
  const validateText = new Ajv({ strict: false, formats: { date: /^[\d-]+$/ } }).compile(json);
  return texts.some((text) => validateText(text.padEnd(json.minLength ?? 0, 'x')));
}

function admits(action: () => unknown): boolean {
  try {
    action();
    return true;
  } catch {
    return false;
  }
}
