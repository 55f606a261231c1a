import type { Result, Waiver } from '../check/rule';
import { waiverRules } from '../check/waiver';

/**
 * Puts the results of several sites beside each other. A waiver that all of them share is unused only when no site used
 * it, and what is wrong with it is said once.
 *
 * @param results of each site, from runs that were given the shared waivers before the site's own
 */
export function acrossSites(results: readonly (readonly Result[])[], shared: readonly Waiver[]): readonly Result[][] {
  const isShared = ({ rule, subject }: Result) =>
    Object.values(waiverRules).some(({ id }) => id === rule) &&
    shared.some((_, index) => subject.startsWith(`waivers[${index}] `));
  const key = ({ rule, subject }: Result) => `${rule} ${subject}`;
  const everywhere = (finding: Result) =>
    results.every((ofSite) => ofSite.some((other) => isShared(other) && key(other) === key(finding)));
  return results.map((ofSite, index) =>
    ofSite.filter((result) => !isShared(result) || (index === 0 && everywhere(result))),
  );
}
