import type { ManifestSubject, PlatformSubject } from '../../src/check/rule';
import type { KubeObject } from '../../src/manifest';
import { NOTHING } from './provides';

type Body = Readonly<Record<string, unknown>>;

/** An object with a body below its metadata. */
export const object = (apiVersion: string, kind: string, body: Body = {}, metadata: Body = {}): KubeObject => ({
  apiVersion,
  kind,
  metadata: { name: 'x', ...metadata },
  ...body,
});

/** A container that no rule objects to, with changes. */
export const container = (changes: Body = {}): Body => ({
  name: 'app',
  image: 'images.example.org/platform/app:1.2.3',
  securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
  resources: { limits: { cpu: '1', memory: '1Gi', 'ephemeral-storage': '1Gi' } },
  readinessProbe: { httpGet: { path: '/ready', port: 8080 } },
  livenessProbe: { httpGet: { path: '/live', port: 8080 } },
  ...changes,
});

/** Spec of a pod that no rule objects to, with changes. */
export const podSpec = (changes: Body = {}): Body => ({
  automountServiceAccountToken: false,
  securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
  containers: [container()],
  ...changes,
});

/** A pod with changes in its spec, and with the annotations given. */
export const pod = (changes: Body = {}, annotations: Body = {}): KubeObject =>
  object('v1', 'Pod', { spec: podSpec(changes) }, { annotations });

/** A Deployment of a pod with changes in its spec. */
export const deployment = (changes: Body = {}): KubeObject =>
  object('apps/v1', 'Deployment', { spec: { template: { metadata: {}, spec: podSpec(changes) } } });

/** A pod whose only container has these changes. */
export const podWith = (changes: Body): KubeObject => pod({ containers: [container(changes)] });

/** One manifest as a rule is given it. */
export const subject = (kubeObject: KubeObject, around: Partial<ManifestSubject> = {}): ManifestSubject => ({
  object: kubeObject,
  ...around,
});

/** Every kind that makes pods, each around the same pod spec. */
export const workloadsOf = (spec: Body): Readonly<Record<string, KubeObject>> => {
  const template = { template: { metadata: {}, spec } };
  return {
    Pod: object('v1', 'Pod', { spec }),
    PodTemplate: object('v1', 'PodTemplate', template),
    ReplicationController: object('v1', 'ReplicationController', { spec: template }),
    Deployment: object('apps/v1', 'Deployment', { spec: template }),
    StatefulSet: object('apps/v1', 'StatefulSet', { spec: template }),
    DaemonSet: object('apps/v1', 'DaemonSet', { spec: template }),
    ReplicaSet: object('apps/v1', 'ReplicaSet', { spec: template }),
    Job: object('batch/v1', 'Job', { spec: template }),
    CronJob: object('batch/v1', 'CronJob', { spec: { jobTemplate: { spec: template } } }),
  };
};

/** A site with these objects, all protected or none, and nothing in its cluster before. */
export const platform = (objects: readonly KubeObject[], protect = false): PlatformSubject => ({
  manifests: objects.map((kubeObject, index) => ({
    id: `test/${index}`,
    capability: 'test',
    object: kubeObject,
    dependsOn: [],
    protect,
    renamedFrom: [],
  })),
  secrets: [],
  provides: NOTHING,
});
