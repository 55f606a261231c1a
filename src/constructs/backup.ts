import type { Site } from '../config/site';

/** How the data of an object come back when they are lost. */
export type Backup =
  /** Snapshots of its claims, by the schedule of the site. */
  | { readonly kind: 'snapshots' }
  /** Dumps, by a CronJob of its namespace. */
  | { readonly kind: 'dumps'; readonly schedule: string }
  /** Snapshots by CloudNativePG, on a ScheduledBackup of its namespace. */
  | { readonly kind: 'operator'; readonly schedule: string }
  /** Copies that no object of the platform makes. */
  | { readonly kind: 'elsewhere'; readonly where: string }
  /** They do not. */
  | { readonly kind: 'none'; readonly because: string };

/** Annotation that says it, so that whoever looks at an object knows, with every engine. */
export const BACKUP = 'astroplatform.io/backup';

/** Name of the schedule that makes snapshots, and of its account. */
export const SNAPSHOTS = 'snapshot-volumes';

/** The text of the annotation. */
export function backupText(backup: Backup): string {
  switch (backup.kind) {
    case 'snapshots':
      return `snapshots by CronJob ${SNAPSHOTS}`;
    case 'dumps':
      return `dumps by CronJob ${backup.schedule}`;
    case 'operator':
      return `snapshots by ScheduledBackup ${backup.schedule}`;
    case 'elsewhere':
      return `elsewhere: ${backup.where}`;
    case 'none':
      return `none: ${backup.because}`;
  }
}

/** Snapshots, where the site has them. */
export const snapshotsOf = ({ snapshots }: Site): Backup | undefined =>
  snapshots.kind === 'scheduled' ? { kind: 'snapshots' } : undefined;
