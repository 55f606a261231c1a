import fc from 'fast-check';
import { type JsonSchema, siteSchema } from '../../scripts/site-schema';
import { CRON_FORM } from '../../src/config/cron';
import type { SiteInput } from '../../src/config/site';

/** Seed of all property tests of sites: the same sites on every run. A failure prints it with the path to the counterexample. */
export const SEED = { seed: 20_261_121 };

/** Any site that the schema admits, each key drawn from its own type. Contradictions between keys are possible. */
export const arbitrarySite = (): fc.Arbitrary<SiteInput> =>
  (arbitraryOf(siteSchema().json) as fc.Arbitrary<SiteInput>).map((site) => ({
    ...site,
    sessions: { ...site.sessions, ...(site.sessions.expiry?.startsWith('0') && { expiry: '1h' }) },
  }));

/** Any value that a schema admits. */
export function arbitraryOf(schema: JsonSchema): fc.Arbitrary<unknown> {
  const { anyOf, oneOf, items, properties, additionalProperties } = schema;
  if (schema.const !== undefined) return fc.constant(schema.const);
  if (schema.enum) return fc.constantFrom(...schema.enum);
  if (anyOf ?? oneOf) return fc.oneof(...(anyOf ?? oneOf ?? []).map(arbitraryOf));
  if (items) return fc.array(arbitraryOf(items), { minLength: schema.minItems ?? 0, maxLength: 3 });
  if (properties) {
    const values = Object.fromEntries(Object.entries(properties).map(([key, value]) => [key, arbitraryOf(value)]));
    return fc.record(values, { requiredKeys: [...(schema.required ?? [])], noNullPrototype: true });
  }
  if (typeof additionalProperties === 'object') {
    const { minProperties } = schema as { minProperties?: number };
    const options = { minKeys: minProperties ?? 0, maxKeys: 3, noNullPrototype: true };
    return fc.dictionary(text(schema.propertyNames ?? {}), arbitraryOf(additionalProperties), options);
  }
  // Whatever a chart takes as a value.
  if (schema.type === undefined) return fc.constantFrom<unknown>(true, 7, 'a text', ['a list'], { a: 'mapping' });
  return scalar(schema);
}

function scalar(schema: JsonSchema): fc.Arbitrary<unknown> {
  const { minimum: min = 0, maximum: max = 1e6, exclusiveMinimum = 0 } = schema;
  switch (schema.type) {
    case 'null':
      return fc.constant(null);
    case 'boolean':
      return fc.boolean();
    case 'integer':
      return fc.integer({ min, max: Math.min(max, 1e6) });
    case 'number':
      return fc.double({ min: exclusiveMinimum, minExcluded: true, max, noNaN: true });
    case 'string':
      return text(schema);
    default:
      throw new Error(`no generator for ${JSON.stringify(schema).slice(0, 200)}`);
  }
}

/** Making what draws from a pattern takes far longer than drawing, and many keys have the same. */
const ofPattern = new Map<string, fc.Arbitrary<string>>();

function matching(pattern: string): fc.Arbitrary<string> {
  const made = ofPattern.get(pattern) ?? fc.stringMatching(new RegExp(pattern), { size: 'small' });
  ofPattern.set(pattern, made);
  return made;
}

/** Texts of a pattern. The generator knows no lookaheads, so they are taken out and asked afterwards. */
function text(schema: JsonSchema): fc.Arbitrary<string> {
  const { allOf = [], minLength = 0, maxLength = 300 } = schema as JsonSchema & { allOf?: JsonSchema[] };
  const patterns = [schema, ...allOf].flatMap(({ pattern }) => pattern ?? []);
  const shown = (patterns[0] ?? '^[ -~]{10,40}$')
    .replace(/\(\?!(?:[^()]|\([^()]*\))*\)/g, '')
    .replace(/\\d\{0,\d+\}/g, '\\d{0,2}')
    .replace('|Pi', ''); // so that sizes stay countable
  const drawn = patterns.includes(CRON_FORM.source) ? matching(shown).map(upwards) : matching(shown);
  return drawn
    .filter((one) => one.length >= minLength && one.length <= maxLength && [...one].every((sign) => sign >= ' '))
    .filter(
      (one) =>
        patterns.every((pattern) => new RegExp(pattern).test(one)) &&
        !/^(?:constructor|prototype|__proto__)$/.test(one),
    );
}

/** A schedule whose ranges begin with the smaller number, which a pattern cannot say. */
const upwards = (schedule: string) =>
  schedule.replace(/(\d+)-(\d+)/g, (range, from, to) => (Number(from) > Number(to) ? `${to}-${from}` : range));
