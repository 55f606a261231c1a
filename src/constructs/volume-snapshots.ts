import { Construct, Node } from 'constructs';
import type { JobSpec } from 'kubernetes-types/batch/v1';
import type { Snapshots } from '../config/snapshots';
import { statefulClaims } from '../kube/stateful-claims';
import type { KubeObject } from '../manifest';
import type { Plan } from '../plan/plan';
import { SERVICE_SIZES } from '../plan/sizes';
import { asset } from './assets';
import { SNAPSHOTS } from './backup';
import { ConfigFiles } from './config-files';
import { cronJob } from './cron-job';
import { podLabels, podTemplate, resources } from './pod';
import { Resource } from './resource';
import { serviceAccount } from './service-account';
import type { Edge, Workload } from './traffic';

const USER = 999;
const SCRIPT = 'snapshot-volumes.sh';

type Scheduled = Extract<Snapshots, { kind: 'scheduled' }>;

/**
 * VolumeSnapshots of the services' claims, on a schedule: those whose constructs say that snapshots bring them back. Made
 * after all of these. It may make, see and delete VolumeSnapshots of its own namespace, and nothing else.
 */
export class VolumeSnapshots extends Construct implements Workload {
  readonly name = SNAPSHOTS;
  readonly labels = podLabels(SNAPSHOTS);
  /** What it calls. */
  readonly edges: readonly Edge[];

  constructor(scope: Construct, id: string, plan: Plan) {
    super(scope, id);
    const { snapshots, namespaces } = plan.site;
    const claims = this.claims();
    if (snapshots.kind === 'none' || claims.length === 0) {
      this.edges = [];
      return;
    }
    this.edges = [{ from: this, to: 'api-server' }];
    const metadata = { name: SNAPSHOTS, namespace: namespaces.services };
    const scripts = new ConfigFiles(this, 'scripts', { ...metadata, files: { [SCRIPT]: asset(`scripts/${SCRIPT}`) } });
    serviceAccount(this, metadata);
    this.rights(metadata);
    cronJob(this, { metadata, schedule: snapshots.schedule, job: jobSpec(plan, snapshots, claims, scripts) });
  }

  private claims(): string[] {
    const all = Node.of(Node.of(this).root).findAll();
    const kept = all.filter(Resource.isResource).filter(({ intent }) => intent.backup?.kind === 'snapshots');
    return kept.flatMap(({ declared }) => claimsOf(declared)).sort();
  }

  private rights(metadata: KubeObject['metadata']): void {
    const api = 'rbac.authorization.k8s.io';
    new Resource(this, 'role', {
      apiVersion: `${api}/v1`,
      kind: 'Role',
      metadata,
      rules: [
        {
          apiGroups: ['snapshot.storage.k8s.io'],
          resources: ['volumesnapshots'],
          verbs: ['create', 'get', 'list', 'delete'],
        },
      ],
    });
    new Resource(this, 'role-binding', {
      apiVersion: `${api}/v1`,
      kind: 'RoleBinding',
      metadata,
      roleRef: { apiGroup: api, kind: 'Role', name: metadata.name },
      subjects: [{ kind: 'ServiceAccount', name: metadata.name, namespace: metadata.namespace }],
    });
  }
}

/** Claims behind an object: itself, or those that a StatefulSet makes. */
const claimsOf = (object: KubeObject): string[] =>
  object.kind === 'PersistentVolumeClaim' ? [object.metadata.name] : statefulClaims(object);

function jobSpec(plan: Plan, config: Scheduled, claims: readonly string[], scripts: ConfigFiles): JobSpec {
  const template = podTemplate(plan, {
    name: SNAPSHOTS,
    user: USER,
    callsApi: 'makes snapshots of the volumes of services',
    checksums: { scripts: scripts.checksum },
    container: {
      image: plan.site.images.imageList,
      command: ['/bin/sh', `/scripts/${SCRIPT}`],
      env: [
        { name: 'NAMESPACE', value: plan.site.namespaces.services },
        { name: 'CLAIMS', value: claims.join(' ') },
        { name: 'CLASS', value: config.class },
        { name: 'KEEP', value: String(config.keep) },
      ],
      resources: resources(SERVICE_SIZES.imageList),
      volumeMounts: [
        { name: 'scripts', mountPath: '/scripts', readOnly: true },
        { name: 'tmp', mountPath: '/tmp' },
      ],
    },
    volumes: [
      { name: 'scripts', configMap: { name: scripts.name } },
      { name: 'tmp', emptyDir: { sizeLimit: '64Mi' } },
    ],
    spec: { restartPolicy: 'Never' },
  });
  return {
    backoffLimit: 2,
    activeDeadlineSeconds: 2 * 3600,
    // It has tried again itself; once more from the beginning would only make further snapshots of what has one.
    podFailurePolicy: {
      rules: [{ action: 'FailJob', onExitCodes: { containerName: SNAPSHOTS, operator: 'In', values: [1, 2] } }],
    },
    template,
  } as JobSpec;
}
