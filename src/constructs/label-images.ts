import { Construct } from 'constructs';
import type { CronJobSpec } from 'kubernetes-types/batch/v1';
import type { Plan } from '../plan/plan';
import { SERVICE_SIZES } from '../plan/sizes';
import { asset } from './assets';
import { ConfigFiles } from './config-files';
import { ManagedSecret } from './managed-secret';
import { placementOn } from './placement';
import { podLabels, podTemplate, resources } from './pod';
import { Resource } from './resource';
import type { Edge, Workload } from './traffic';

const NAME = 'label-images';
const USER = 999;

/** Gives images in Harbor the labels of the session types that they name themselves, as often as the image list is read. */
export class LabelImages extends Construct implements Workload {
  readonly name = NAME;
  /** What it calls, and who calls it. */
  readonly edges: readonly Edge[];
  readonly labels = podLabels(NAME);

  /** @param robot name of the robot in Harbor */
  constructor(scope: Construct, id: string, plan: Plan, robot: string) {
    super(scope, id);
    this.edges = [{ from: this, to: 'web' }];
    const namespace = plan.site.namespaces.services;
    const scripts = new ConfigFiles(this, 'scripts', {
      namespace,
      name: NAME,
      files: { 'label-images.sh': asset('scripts/label-images.sh') },
    });
    const secret = new ManagedSecret(this, 'robot', {
      namespace,
      name: NAME,
      keys: {
        password: [{ kind: 'supplied', name: 'harbor-labeller', description: `secret of Harbor's robot ${robot}` }],
      },
    });
    new Resource(this, 'service-account', {
      apiVersion: 'v1',
      kind: 'ServiceAccount',
      metadata: { name: NAME, namespace },
      automountServiceAccountToken: false,
    });
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
        command: ['/bin/sh', '/scripts/label-images.sh'],
        env: [
          { name: 'HARBOR_URL', value: `https://${plan.hosts.harbors[0]}` },
          // Kubernetes would read "$(" in it, which the pattern of the key excludes.
          { name: 'HARBOR_USER', value: robot },
          { name: 'HARBOR_PASSWORD', valueFrom: secret.env('password') },
          { name: 'TYPES', value: Object.keys(plan.sessionTypes).join(' ') },
        ],
        resources: resources(SERVICE_SIZES.imageList),
        volumeMounts: [
          { name: 'scripts', mountPath: '/scripts', readOnly: true },
          { name: 'tmp', mountPath: '/tmp' },
        ],
      },
      volumes: [
        { name: 'scripts', configMap: { name: scripts.name } },
        { name: 'tmp', emptyDir: { sizeLimit: '256Mi' } },
      ],
      spec: { restartPolicy: 'OnFailure' },
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
        jobTemplate: {
          metadata: { labels: this.labels },
          spec: { backoffLimit: 4, activeDeadlineSeconds: 1500, template },
        },
      } satisfies CronJobSpec,
    });
  }
}
