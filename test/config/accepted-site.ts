import fc from 'fast-check';
import type { JsonSchema } from '../../scripts/site-schema';
import type { SiteInput } from '../../src/config/site';
import { arbitraryOf, arbitrarySite, SEED } from './arbitrary-site';
import { plan, problems, valueAt, withValue } from './small-site';
import { leadingTo, sitesWith, type Variant, variantsIn } from './variants';

/**
 * Any site that validation accepts: one of `bases`, with as much of a drawn site as goes with it. What contradicts the
 * rest is left out, first as a whole, then by its parts; so every kind of everything comes up, alone and together.
 */
export const acceptedSite = (bases: readonly SiteInput[]): fc.Arbitrary<SiteInput> =>
  fc.tuple(fc.constantFrom(...bases), arbitrarySite()).map(([base, drawn]) => adopt(base, [], drawn));

/** How many values are drawn for a way before it counts as one that no site shows. */
const DRAWS = 40;

/** Few sites that validation accepts and that show all of `wanted` together; without those that no site shows. */
export function sitesShowing(
  wanted: ReadonlyMap<string, Variant>,
  schema: JsonSchema,
  bases: readonly SiteInput[],
): readonly SiteInput[] {
  const sites: SiteInput[] = [];
  const shownBy = (site: SiteInput) => [...variantsIn(site)].filter((text) => wanted.has(text));
  for (const [text, variant] of wanted) {
    if (sites.some((site) => variantsIn(site).has(text))) continue;
    for (const [from, site] of attempts(variant, schema, sites, bases)) {
      const all = variantsIn(site);
      const place = sites.indexOf(from);
      if (!all.has(text) || (place >= 0 && !shownBy(from).every((one) => all.has(one))) || !isAccepted(site)) continue;
      if (place < 0) sites.push(site);
      else sites[place] = site;
      break;
    }
  }
  return sites;
}

/** Sites with a way, each after the one that it was made from: first by a change of one word, then by drawn values. */
function* attempts(
  variant: Variant,
  schema: JsonSchema,
  sites: readonly SiteInput[],
  bases: readonly SiteInput[],
): Generator<readonly [SiteInput, SiteInput]> {
  for (const from of sites) for (const site of sitesWith(from, variant)) yield [from, site];
  const values = arbitraryOf(leadingTo(variant, schema));
  // A site that shows much already is tried with few values only.
  for (const value of fc.sample(values, { ...SEED, numRuns: 3 }))
    for (const from of sites) yield [from, adopt(from, [], value)];
  for (const from of bases) for (const site of sitesWith(from, variant)) yield [from, site];
  for (const [index, value] of fc.sample(values, { ...SEED, numRuns: DRAWS }).entries()) {
    const from = bases[index % bases.length];
    if (from) yield [from, adopt(from, [], value)];
  }
}

/** Whether a site is read and planned without a problem. */
export const isAccepted = (site: SiteInput): boolean => problemsOf(site).length === 0;

const problemsOf = (site: SiteInput) => problems(() => plan(site));

type Path = readonly string[];

function adopt(site: SiteInput, path: Path, drawn: unknown): SiteInput {
  const parent = path.length < 2 ? site : valueAt(site, path.slice(0, -1));
  if (parent !== undefined && !isMapping(parent)) return site;
  if (path.length === 0) return adoptParts(site, path, Object.entries(drawn as object));
  const whole = withValue(site, path, drawn);
  const refused = problemsOf(whole);
  if (refused.length === 0) return whole;
  if (!isMapping(drawn)) return site;
  // Most of it may be well: what is told to be at fault is tried by its parts, after the rest.
  const told = new Set(refused.flatMap((problem) => keyBelow(path, problem.path ?? '') ?? []));
  const entries = Object.entries(drawn);
  const others = entries.filter(([key]) => !told.has(key));
  const rest = withValue(site, path, Object.fromEntries(others));
  if (told.size > 0 && others.length > 0 && isAccepted(rest))
    return adoptParts(
      rest,
      path,
      entries.filter(([key]) => told.has(key)),
    );
  return adoptParts(site, path, entries);
}

function adoptParts(site: SiteInput, path: Path, drawn: readonly (readonly [string, unknown])[]): SiteInput {
  const adopted = drawn.reduce((now, [key, value]) => adopt(now, [...path, key], value), site);
  // What a drawn entry says may fit one that is there, or that every site has, when it is nothing by itself. One is tried.
  const names = NAMES[path.join('.')]?.(site) ?? [];
  return drawn.reduce((now, [, value], index) => {
    const name = names[(index + Object.keys(site).length) % names.length];
    return name === undefined ? now : adopt(now, [...path, name], value);
  }, adopted);
}

/** The key right below a path in the place of a problem, e.g. `sessions.define.lab.web`. */
function keyBelow(path: Path, place: string): string | undefined {
  const prefix = `${path.join('.')}.`;
  return place.startsWith(prefix) ? /^[^.[]+/.exec(place.slice(prefix.length))?.[0] : undefined;
}

/** Names of entries that a drawn one may be tried as. */
const NAMES: Readonly<Record<string, (site: SiteInput) => readonly string[]>> = {
  pools: ({ pools }) => Object.keys(pools),
  'sessions.define': () => ['desktop', 'desktop-app', 'headless'],
};

const isMapping = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
