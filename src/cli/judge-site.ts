import { rules as builtIn } from '../../policies/index';
import type { Result, Rule, Severity, Waiver } from '../check/rule';
import { runRules } from '../check/run';
import { subjectsOf } from '../check/subjects';
import { platform } from '../constructs/platform';
import { type LoadedSite, loadSite, loadSites } from './load-site';
import { siteDemands } from './site-contract';

// One module for all that only sites need, so that it is loaded for them alone.
export { loadSite, loadSites, siteDemands };

/** What the command line adds to what each site says. */
export interface SharedInputs {
  readonly rules: readonly Rule[];
  readonly waivers: readonly Waiver[];
  readonly severities: Readonly<Record<string, Severity | 'off'>>;
}

/** Asks every rule about a site, and about every object that it becomes. */
export function judgeSite(loaded: LoadedSite, shared: SharedInputs, today: string): Result[] {
  const { file, site, plan, rules } = loaded;
  const subjects = subjectsOf({ plan, manifests: platform(plan), file });
  const results = runRules([...builtIn, ...rules, ...shared.rules], subjects, {
    severities: { ...site.checks.severities, ...shared.severities },
    waivers: [...shared.waivers, ...site.checks.waivers],
    today,
  });
  return results.map((result) => withSpot(result, loaded));
}

/** A finding about a key of the site, with the line of that key. */
function withSpot(result: Result, { locate }: LoadedSite): Result {
  const { kind, verdict, place } = result;
  if (kind !== 'site' || verdict !== 'fail' || place?.path === undefined) return result;
  return { ...result, place: { ...place, ...locate(place.path) } };
}
