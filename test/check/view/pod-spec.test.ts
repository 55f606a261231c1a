import { Undecided } from '../../../src/check/undecided';
import { containersOf } from '../../../src/check/view/containers';
import { imagesOf } from '../../../src/check/view/images';
import { podOf } from '../../../src/check/view/pod-spec';
import type { KubeObject } from '../../../src/manifest';

const template = { metadata: { labels: { app: 'x' } }, spec: { containers: [{ name: 'app', image: 'a/b:1' }] } };
const object = (apiVersion: string, kind: string, body: object): KubeObject => ({
  apiVersion,
  kind,
  metadata: { name: 'x' },
  ...body,
});

test.each([
  ['v1', 'Pod', template, 'spec', 'for-ever'],
  ['v1', 'PodTemplate', { template }, 'template.spec', 'for-ever'],
  ['v1', 'ReplicationController', { spec: { template } }, 'spec.template.spec', 'for-ever'],
  ['apps/v1', 'Deployment', { spec: { template } }, 'spec.template.spec', 'for-ever'],
  ['apps/v1', 'StatefulSet', { spec: { template } }, 'spec.template.spec', 'for-ever'],
  ['apps/v1', 'DaemonSet', { spec: { template } }, 'spec.template.spec', 'for-ever'],
  ['apps/v1', 'ReplicaSet', { spec: { template } }, 'spec.template.spec', 'for-ever'],
  ['batch/v1', 'Job', { spec: { template } }, 'spec.template.spec', 'to-an-end'],
  [
    'batch/v1',
    'CronJob',
    { spec: { jobTemplate: { spec: { template } } } },
    'spec.jobTemplate.spec.template.spec',
    'to-an-end',
  ],
])('%s %s holds a pod', (apiVersion, kind, body, path, runs) => {
  const pod = podOf(object(apiVersion, kind, body));
  expect(pod?.spec.path).toBe(path);
  expect(pod?.metadata.get('labels', 'app').text()).toBe('x');
  expect(pod?.runs).toBe(runs);
});

test.each([
  ['v1', 'Service'],
  ['batch.volcano.sh/v1alpha1', 'Job'],
  ['serving.knative.dev/v1', 'Deployment'],
  ['apps/v1', 'constructor'],
])('%s %s holds none', (apiVersion, kind) => {
  expect(podOf(object(apiVersion, kind, { spec: { template } }))).toBeUndefined();
});

test('a pod that ends by its restart policy runs to an end', () => {
  const spec = { ...template.spec, restartPolicy: 'OnFailure' };
  expect(podOf(object('v1', 'Pod', { spec }))?.runs).toBe('to-an-end');
});

test('a workload without its pod is undecided, not passed', () => {
  expect(() => podOf(object('apps/v1', 'Deployment', { spec: {} }))).toThrow(
    new Undecided('spec.template.spec is missing'),
  );
  const empty = podOf(object('v1', 'Pod', { spec: { initContainers: [{ name: 'wait' }], containers: [] } }));
  expect(() => empty && containersOf(empty)).toThrow(new Undecided('spec has no containers'));
});

const everyKind = podOf(
  object('v1', 'Pod', {
    spec: {
      initContainers: [{ name: 'wait' }, { name: 'proxy', restartPolicy: 'Always' }],
      containers: [{ name: 'app', image: 'a/b:1' }, {}],
      ephemeralContainers: [{ name: 'debug' }],
      volumes: [
        { name: 'models', image: { reference: 'a/models:2' } },
        { name: 'tmp', emptyDir: {} },
      ],
    },
  }),
);

test('every container is seen, with its role and its path', () => {
  const seen = everyKind && containersOf(everyKind).map(({ title, role, field }) => [field.path, role, title]);
  expect(seen).toEqual([
    ['spec.initContainers[0]', 'init', 'init container "wait"'],
    ['spec.initContainers[1]', 'sidecar', 'sidecar container "proxy"'],
    ['spec.containers[0]', 'main', 'container "app"'],
    ['spec.containers[1]', 'main', 'a container without a name'],
    ['spec.ephemeralContainers[0]', 'ephemeral', 'ephemeral container "debug"'],
  ]);
});

test('images are those of containers and of volumes', () => {
  const seen = everyKind && imagesOf(everyKind).map(({ field }) => [field.path, field.text()]);
  expect(seen).toHaveLength(6);
  expect(seen).toContainEqual(['spec.containers[0].image', 'a/b:1']);
  expect(seen).toContainEqual(['spec.volumes[0].image.reference', 'a/models:2']);
});
