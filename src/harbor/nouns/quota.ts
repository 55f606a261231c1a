import { formatMemory } from '../../config/units';
import type { PlannedProject } from '../../plan/registry-content';
import { type Action, projectNamed } from '../action';
import { fieldsOf, numberOf } from '../answer';
import type { HarborApi } from '../api';
import type { FoundProject } from './project';
import { harborQuota } from './project';

/** The space of a project as Harbor has it. */
export interface FoundQuota {
  readonly id: number;
  readonly project: number;
  /** Bytes; -1 for no bound. */
  readonly bytes: number;
}

/** Quotas of all projects; none when the registry keeps none. */
export async function findQuotas(api: HarborApi): Promise<FoundQuota[]> {
  return (await api.list('quotas?reference=project')).map(({ id, ref, hard }) => ({
    id: numberOf(id),
    project: numberOf(fieldsOf(ref).id),
    bytes: numberOf(fieldsOf(hard).storage),
  }));
}

/** What makes quotas those that are wanted, of projects that are there. */
export function quotaActions(
  wanted: readonly PlannedProject[],
  projects: readonly FoundProject[],
  quotas: readonly FoundQuota[],
): Action[] {
  return wanted.flatMap(({ name, quota }): Action[] => {
    const project = projects.find((one) => one.name === name);
    const there = quotas.find((one) => one.project === project?.id);
    if (quota === undefined || !there || there.bytes === harborQuota(quota)) return [];
    return [
      {
        verb: 'update',
        object: { kind: 'quota', name },
        changes: [{ field: 'space', from: shown(there.bytes), to: shown(harborQuota(quota)) }],
        needs: [projectNamed(name)],
        run: async ({ api }) =>
          void (await api.send('PUT', `quotas/${there.id}`, { hard: { storage: harborQuota(quota) } })),
      },
    ];
  });
}

const shown = (bytes: number) => (bytes < 0 ? 'unlimited' : formatMemory(bytes));
