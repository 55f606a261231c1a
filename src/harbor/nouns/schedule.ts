import type { RegistrySchedules } from '../../config/registry-schedules';
import { type Action, differences } from '../action';
import { fieldsOf, textOf } from '../answer';
import type { HarborApi } from '../api';

/** Jobs that Harbor does by itself, by their place in its API. */
type Job = 'gc' | 'scanAll' | 'purgeaudit';

const NAMES: Readonly<Record<Job, string>> = {
  gc: 'garbage collection',
  scanAll: 'scan of everything',
  purgeaudit: 'purge of the audit log',
};

/** A schedule as Harbor has it. */
export interface FoundSchedule {
  /** Empty when there is none. */
  readonly cron: string;
  readonly parameters: Readonly<Record<string, unknown>>;
}
export type FoundSchedules = Readonly<Record<Job, FoundSchedule>>;

/** Harbor's schedules begin with the second. */
export const harborCron = (schedule: string): string => `0 ${schedule}`;

/** Everything that the audit log knows (goharbor/harbor:src/pkg/auditext/model/model.go). */
const AUDIT_EVENTS = 'create_artifact,delete_artifact,pull_artifact,other';

export async function findSchedules(api: HarborApi): Promise<FoundSchedules> {
  const find = async (job: Job): Promise<FoundSchedule> => {
    const found = (await api.find(`system/${job}/schedule`)) ?? {};
    return { cron: textOf(fieldsOf(found.schedule).cron), parameters: parametersOf(found.job_parameters) };
  };
  return { gc: await find('gc'), scanAll: await find('scanAll'), purgeaudit: await find('purgeaudit') };
}

/** Harbor takes parameters as an object, and gives them back as a text. */
function parametersOf(text: unknown): Readonly<Record<string, unknown>> {
  try {
    return fieldsOf(JSON.parse(textOf(text)));
  } catch {
    return {};
  }
}

/** What makes schedules those that are wanted. */
export function scheduleActions(wanted: RegistrySchedules, existing: FoundSchedules): Action[] {
  const { garbageCollection: gc, scanAll, purgeAudit } = wanted;
  return [
    ...(gc ? one('gc', gc.schedule, { delete_untagged: gc.untagged, workers: gc.workers }, existing) : []),
    ...(scanAll ? one('scanAll', scanAll.schedule, {}, existing) : []),
    ...(purgeAudit
      ? one(
          'purgeaudit',
          purgeAudit.schedule,
          { audit_retention_hour: purgeAudit.days * 24, include_event_types: AUDIT_EVENTS },
          existing,
        )
      : []),
  ];
}

function one(job: Job, schedule: string, parameters: object, existing: FoundSchedules): Action[] {
  const cron = harborCron(schedule);
  const there = existing[job];
  const changes = differences({ schedule: cron, ...parameters }, { schedule: there.cron, ...there.parameters });
  if (changes.length === 0) return [];
  return [
    {
      verb: there.cron === '' ? 'create' : 'update',
      object: { kind: 'schedule', name: NAMES[job] },
      changes,
      needs: [],
      // A second POST of a scan's schedule is refused (412); PUT makes the first as well
      // (goharbor/harbor:src/server/v2.0/handler/scan_all.go).
      run: async ({ api }) =>
        void (await api.send('PUT', `system/${job}/schedule`, { schedule: { type: 'Custom', cron }, parameters })),
    },
  ];
}
