import type { CveAllowList } from '../../config/cve-allow-list';
import { type Action, differences } from '../action';
import { type Fields, listOf, textOf } from '../answer';
import type { HarborApi } from '../api';

/** A list of vulnerabilities as Harbor has it, in an order of ours. */
export interface FoundAllowList {
  readonly cves: readonly string[];
  /** Seconds since 1970. */
  readonly until: number;
}

export const foundAllowList = (list: Fields): FoundAllowList => ({
  cves: listOf(list.items)
    .map(({ cve_id }) => textOf(cve_id))
    .sort(),
  until: Number(list.expires_at) || 0,
});

export const harborAllowList = ({ cves, expires }: CveAllowList) => ({
  items: cves.map((cve_id) => ({ cve_id })),
  expires_at: lastSecondOf(expires),
});

/** The list ends with the day, not before it. */
export const lastSecondOf = (day: string): number => Date.parse(`${day}T23:59:59Z`) / 1000;

/** The list of the whole registry. */
export const findSystemAllowList = async (api: HarborApi): Promise<FoundAllowList> =>
  foundAllowList((await api.find('system/CVEAllowlist')) ?? {});

/** What makes the list of the whole registry the one that is wanted. Only an administrator may. */
export function systemAllowListActions(wanted: CveAllowList | undefined, existing: FoundAllowList): Action[] {
  if (!wanted) return [];
  const body = harborAllowList(wanted);
  const changes = differences({ ...foundAllowList(body) }, { ...existing });
  if (changes.length === 0) return [];
  return [
    {
      verb: 'update',
      object: { kind: 'allow list', name: 'of the registry' },
      changes,
      needs: [],
      run: async ({ api }) => void (await api.send('PUT', 'system/CVEAllowlist', body)),
    },
  ];
}
