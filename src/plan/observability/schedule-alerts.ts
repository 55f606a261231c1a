import type { Plan } from '../plan';
import type { Alert } from './dashboard';
import type { Terms } from './terms';

/** What runs on a schedule, and what is missed while it does not succeed. */
export const scheduleAlerts = ({ site, hosts, databases }: Plan, { inServices }: Terms): Alert[] => {
  const backups = [
    ...(databases.length > 0 && site.databases.kind === 'embedded' && site.databases.backup.kind === 'dumps'
      ? ['postgres-backup']
      : []),
    ...(site.snapshots.kind === 'scheduled' ? ['snapshot-volumes'] : []),
  ];
  return [
    ...(hosts.harbors.length > 0
      ? [
          {
            name: 'ImageListOld',
            severity: 'warning' as const,
            expr: unsuccessful(`${inServices},cronjob="image-list"`),
            for: '3h',
            summary: 'The list of images has not been read from the registry for three hours after it was due',
            action: 'Read the log of the last Job of image-list. Users go on seeing the last list.',
          },
        ]
      : []),
    ...(backups.length > 0
      ? [
          {
            name: 'BackupFails',
            severity: 'critical' as const,
            expr: unsuccessful(`${inServices},cronjob=~"${backups.join('|')}"`),
            for: '5h', // a Job of theirs may take four
            summary: 'The last run of {{ $labels.cronjob }} made no backup',
            action: 'Read the log of its last Job, and look at the room on its volume. Older backups are kept.',
          },
        ]
      : []),
  ];
};

/** Whether a schedule ran and has not succeeded since: true of any schedule, and where no run ever succeeded. */
function unsuccessful(selector: string): string {
  const due = `max by (cronjob) (kube_cronjob_status_last_schedule_time{${selector}})`;
  const done = `max by (cronjob) (kube_cronjob_status_last_successful_time{${selector}})`;
  return `${due} > (${done} or 0 * ${due})`;
}
