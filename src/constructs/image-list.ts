import { Construct } from 'constructs';
import type { CronJobSpec, JobSpec } from 'kubernetes-types/batch/v1';
import type { Plan } from '../plan/plan';
import { SERVICE_SIZES } from '../plan/sizes';
import { asset } from './assets';
import { ConfigFiles } from './config-files';
import type { Harbor } from './harbor/harbor';
import { placementOn } from './placement';
import { podLabels, podTemplate, resources } from './pod';
import type { Redis } from './redis';
import { Resource } from './resource';
import type { Edge, Workload } from './traffic';

const NAME = 'image-list';
const USER = 999;
/** Where the authority of Harbor's certificates inside the cluster is mounted. */
const AUTHORITY = '/etc/harbor-authority';

/**
 * Reads the registry's session images into Redis, on a schedule.
 *
 * No Job does it once at delivery: a registry that is empty or away would fail it, and with it a delivery that is well.
 */
export class ImageList extends Construct implements Workload {
  readonly name = NAME;
  /** What it calls, and who calls it. */
  readonly edges: readonly Edge[];
  readonly labels = podLabels(NAME);

  /** @param harbor the Harbor that the platform runs, which is read inside the cluster */
  constructor(scope: Construct, id: string, plan: Plan, redis: Redis, harbor?: Harbor) {
    super(scope, id);
    this.edges = [
      { from: this, to: redis },
      { from: this, to: harbor?.core ?? 'web' },
    ];
    const namespace = plan.site.namespaces.services;
    const scripts = new ConfigFiles(this, 'scripts', {
      namespace,
      name: NAME,
      files: { 'list-images.sh': asset('scripts/list-images.sh') },
    });
    new Resource(this, 'service-account', {
      apiVersion: 'v1',
      kind: 'ServiceAccount',
      metadata: { name: NAME, namespace },
      automountServiceAccountToken: false,
    });
    new Resource(this, 'schedule', {
      apiVersion: 'batch/v1',
      kind: 'CronJob',
      metadata: { name: NAME, namespace },
      spec: {
        schedule: plan.site.imageList.schedule,
        concurrencyPolicy: 'Forbid',
        successfulJobsHistoryLimit: 1,
        failedJobsHistoryLimit: 3,
        jobTemplate: { metadata: { labels: this.labels }, spec: jobSpec(plan, redis, scripts, harbor?.authority) },
      } satisfies CronJobSpec,
    });
  }
}

function jobSpec(plan: Plan, redis: Redis, scripts: ConfigFiles, authority: string | undefined): JobSpec {
  const template = podTemplate({
    name: NAME,
    serviceAccountName: NAME,
    priorityClassName: plan.priorities.services.name,
    user: USER,
    checksums: { scripts: scripts.checksum },
    placement: placementOn(plan, 'services'),
    pullSecrets: plan.site.images.pullSecrets,
    container: {
      image: plan.site.images.imageList,
      command: ['/bin/sh', '/scripts/list-images.sh'],
      env: [
        { name: 'HARBOR_HOSTS', value: plan.hosts.harbors.join(' ') },
        ...(plan.hosts.harborInside === undefined ? [] : [{ name: 'HARBOR_URL', value: plan.hosts.harborInside }]),
        ...(authority === undefined ? [] : [{ name: 'HARBOR_CA', value: `${AUTHORITY}/ca.crt` }]),
        { name: 'REDIS_HOST', value: redis.host },
        { name: 'REDIS_PORT', value: String(redis.port) },
        { name: 'REDIS_PASSWORD', valueFrom: redis.users.env('images') },
      ],
      resources: resources(SERVICE_SIZES.imageList),
      volumeMounts: [
        { name: 'scripts', mountPath: '/scripts', readOnly: true },
        { name: 'tmp', mountPath: '/tmp' },
        ...(authority === undefined ? [] : [{ name: 'authority', mountPath: AUTHORITY, readOnly: true }]),
      ],
    },
    volumes: [
      { name: 'scripts', configMap: { name: scripts.name } },
      { name: 'tmp', emptyDir: { sizeLimit: '256Mi' } },
      ...(authority === undefined
        ? []
        : [{ name: 'authority', secret: { secretName: authority, items: [{ key: 'ca.crt', path: 'ca.crt' }] } }]),
    ],
    spec: { restartPolicy: 'OnFailure' },
  });
  return { backoffLimit: 4, activeDeadlineSeconds: 1500, template };
}
