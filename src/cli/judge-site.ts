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
export function judgeSite({ file, site, plan, rules }: LoadedSite, shared: SharedInputs, today: string): Result[] {
  return runRules([...builtIn, ...rules, ...shared.rules], subjectsOf({ plan, manifests: platform(plan), file }), {
    severities: { ...site.checks.severities, ...shared.severities },
    waivers: [...shared.waivers, ...site.checks.waivers],
    today,
  });
}
