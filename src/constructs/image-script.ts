import { Construct } from 'constructs';
import type { JobSpec } from 'kubernetes-types/batch/v1';
import type { EnvVar, Volume, VolumeMount } from 'kubernetes-types/core/v1';
import type { Plan } from '../plan/plan';
import { SERVICE_SIZES } from '../plan/sizes';
import { asset } from './assets';
import { ConfigFiles } from './config-files';
import { cronJob } from './cron-job';
import { podLabels, podTemplate, resources } from './pod';
import { serviceAccount } from './service-account';
import type { Workload } from './traffic';

const USER = 999;

/** What one script is, beside what all of them are. */
export interface ImageScriptProps {
  readonly plan: Plan;
  /** Name of the schedule, its pods and its account. */
  readonly name: string;
  /** File in `assets/scripts`. */
  readonly script: string;
  readonly env: readonly EnvVar[];
  /** Beside the script and a folder for what it keeps while it runs. @default none */
  readonly volumes?: readonly Volume[];
  readonly volumeMounts?: readonly VolumeMount[];
}

/** A script about the images of a registry, on the schedule of the image list. */
export class ImageScript extends Construct implements Workload {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;

  /** @param describe what the script is; it is given the construct, so that its secrets have a place in the tree */
  constructor(scope: Construct, id: string, describe: (script: Construct) => ImageScriptProps) {
    super(scope, id);
    const props = describe(this);
    const { plan, name, script } = props;
    this.name = name;
    this.labels = podLabels(name);
    const metadata = { name, namespace: plan.site.namespaces.services };
    const scripts = new ConfigFiles(this, 'scripts', { ...metadata, files: { [script]: asset(`scripts/${script}`) } });
    serviceAccount(this, metadata);
    cronJob(this, { metadata, schedule: plan.site.imageList.schedule, job: jobSpec(props, scripts) });
  }
}

function jobSpec({ plan, name, script, env, volumes, volumeMounts }: ImageScriptProps, scripts: ConfigFiles): JobSpec {
  const template = podTemplate(plan, {
    name,
    user: USER,
    checksums: { scripts: scripts.checksum },
    container: {
      image: plan.site.images.imageList,
      command: ['/bin/sh', `/scripts/${script}`],
      env: [...env],
      resources: resources(SERVICE_SIZES.imageList),
      volumeMounts: [
        { name: 'scripts', mountPath: '/scripts', readOnly: true },
        { name: 'tmp', mountPath: '/tmp' },
        ...(volumeMounts ?? []),
      ],
    },
    volumes: [
      { name: 'scripts', configMap: { name: scripts.name } },
      { name: 'tmp', emptyDir: { sizeLimit: '256Mi' } },
      ...(volumes ?? []),
    ],
    spec: { restartPolicy: 'OnFailure' },
  });
  return { backoffLimit: 4, activeDeadlineSeconds: 1500, template };
}
