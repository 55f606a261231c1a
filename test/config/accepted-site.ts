import fc from 'fast-check';
import type { SiteInput } from '../../src/config/site';
import { UsageError } from '../../src/errors';
import { arbitrarySite } from './arbitrary-site';
import { plan, valueAt, withValue } from './small-site';

/**
 * Any site that validation accepts: one of `bases`, with as much of a drawn site as goes with it. What contradicts the
 * rest is left out, first as a whole, then by its parts; so every kind of everything comes up, alone and together.
 */
export const acceptedSite = (bases: readonly SiteInput[]): fc.Arbitrary<SiteInput> =>
  fc.tuple(fc.constantFrom(...bases), arbitrarySite()).map(([base, drawn]) => adopt(base, [], drawn));

/** Whether a site is read and planned without a problem. */
export function isAccepted(site: SiteInput): boolean {
  try {
    plan(site);
    return true;
  } catch (error) {
    if (error instanceof UsageError) return false;
    throw error;
  }
}

type Path = readonly string[];

function adopt(site: SiteInput, path: Path, drawn: unknown): SiteInput {
  const parent = path.length < 2 ? site : valueAt(site, path.slice(0, -1));
  if (parent !== undefined && !isMapping(parent)) return site;
  const whole = path.length === 0 ? site : withValue(site, path, drawn);
  if (path.length > 0 && isAccepted(whole)) return whole;
  if (!isMapping(drawn)) return site;
  const adopted = Object.entries(drawn).reduce((now, [key, value]) => adopt(now, [...path, key], value), site);
  // What a drawn entry says may fit one that is there, or that every site has, when it is nothing by itself.
  const names = NAMES[path.join('.')]?.(site) ?? [];
  return Object.values(drawn).reduce<SiteInput>(
    (now, value) => names.reduce((before, name) => adopt(before, [...path, name], value), now),
    adopted,
  );
}

/** Names of entries that others may be tried as. */
const NAMES: Readonly<Record<string, (site: SiteInput) => readonly string[]>> = {
  pools: ({ pools }) => Object.keys(pools),
  'sessions.define': () => ['desktop', 'desktop-app', 'headless'],
};

const isMapping = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
