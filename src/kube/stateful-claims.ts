import type { KubeObject } from '../manifest';
import { groupKind } from './reference';
import { Spot } from './spot';

/** Pods of one set whose claims have names here: a number with a nought too many must not fill the memory. */
export const MOST_PODS = 1000;

/** Names of the claims that a StatefulSet makes, one for each template and pod; none for other kinds. */
export const statefulClaims = (object: KubeObject): string[] =>
  groupKind(object) === 'apps/StatefulSet' ? claimNames(new Spot(object, '', []), object.metadata.name) : [];

/** The same, of a StatefulSet that is being read. */
export function claimNames(set: Spot, name: string): string[] {
  const pods = Math.min(count(set.get('spec', 'replicas')) ?? 1, MOST_PODS);
  const first = count(set.get('spec', 'ordinals', 'start')) ?? 0;
  return set
    .get('spec', 'volumeClaimTemplates')
    .items()
    .flatMap((template) => template.get('metadata', 'name').text() ?? [])
    .flatMap((claim) => Array.from({ length: pods }, (_, pod) => `${claim}-${name}-${first + pod}`));
}

function count(spot: Spot): number | undefined {
  const value = spot.port();
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : undefined;
}
