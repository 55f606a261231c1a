import type { Construct } from 'constructs';
import type { CronJobSpec, JobSpec } from 'kubernetes-types/batch/v1';
import { podLabels } from './pod';
import { Resource } from './resource';

/** A Job that is done again and again. */
export interface ScheduledJob {
  /** Name of the schedule, its pods and its account, and where they are. */
  readonly metadata: { readonly name: string; readonly namespace: string };
  /** When, in UTC, as cron has it. */
  readonly schedule: string;
  readonly job: JobSpec;
}

/**
 * A Job on a schedule, one run at a time: what one of them does, the next would find half done. The last runs stay, so that
 * people can see how they went.
 */
export const cronJob = (scope: Construct, { metadata, schedule, job }: ScheduledJob): Resource =>
  new Resource(scope, 'schedule', {
    apiVersion: 'batch/v1',
    kind: 'CronJob',
    metadata,
    spec: {
      schedule,
      // Without it the clock of the control plane counts.
      timeZone: 'Etc/UTC',
      concurrencyPolicy: 'Forbid',
      successfulJobsHistoryLimit: 1,
      failedJobsHistoryLimit: 3,
      jobTemplate: { metadata: { labels: podLabels(metadata.name) }, spec: job },
    } satisfies CronJobSpec,
  });
