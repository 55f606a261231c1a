import { apiVersionServed } from '../../../policies/closed-world/api-version-served';
import { fieldServed } from '../../../policies/closed-world/field-served';
import { servedSince } from '../../../src/kube/apis';
import { NEW_FIELDS } from '../../../src/kube/fields';
import { changed, plan, withValue } from '../../config/small-site';
import { object } from '../../kube/objects';
import { type Case, caseTable } from '../case-table';
import { platformOf, pod } from '../platform-subject';

const crd = object('apiextensions.k8s.io/v1', 'CustomResourceDefinition', 'queues.example.org', {
  spec: {
    group: 'example.org',
    names: { kind: 'Queue' },
    versions: [{ name: 'v2' }, { name: 'v1', served: false }],
  },
});
const on = (kubernetes: string) => ({ provides: { kubernetes } });

const cases: Case[] = [
  [apiVersionServed, 'stable kinds', platformOf([pod({}), object('apps/v1', 'ControllerRevision', 'apps/c')]), 'pass'],
  [
    apiVersionServed,
    'a kind that is too new',
    platformOf([object('resource.k8s.io/v1', 'ResourceClaim', 'apps/r')], on('1.33')),
    ['resource.k8s.io/v1 ResourceClaim exists from Kubernetes 1.34 on, and the site targets 1.33'],
  ],
  [
    apiVersionServed,
    'the same on a newer release',
    platformOf([object('resource.k8s.io/v1', 'ResourceClaim', 'apps/r')]),
    'pass',
  ],
  [
    apiVersionServed,
    'a version that is gone',
    platformOf([object('policy/v1beta1', 'PodDisruptionBudget', 'apps/p')]),
    ['Kubernetes 1.34 does not serve policy/v1beta1 PodDisruptionBudget'],
  ],
  [
    apiVersionServed,
    'a kind in the wrong group',
    platformOf([object('apps/v1', 'Job', 'apps/j')]),
    ['Kubernetes 1.34 does not serve apps/v1 Job'],
  ],
  [
    apiVersionServed,
    'an operator that is installed',
    platformOf([object('traefik.io/v1alpha1', 'Middleware', 'apps/m')], {
      provides: { apis: ['traefik.io/v1alpha1'] },
    }),
    'pass',
  ],
  [
    apiVersionServed,
    'an operator that is not',
    platformOf([object('traefik.containo.us/v1alpha1', 'Middleware', 'apps/m')]),
    ['nothing in the cluster is known to serve traefik.containo.us/v1alpha1'],
  ],
  [
    apiVersionServed,
    'an add-on in a version that does not serve it yet',
    platformOf([object('kueue.x-k8s.io/v1beta2', 'LocalQueue', 'apps/q')], {
      provides: plan(
        withValue(changed('addons', { kueue: { kind: 'chart', version: '0.11.6' } }), ['queues'], { kind: 'kueue' }),
      ).provides,
    }),
    ['Kueue 0.11.6 (addons.kueue) does not serve kueue.x-k8s.io/v1beta2 yet; 0.15.0 does'],
  ],
  [
    apiVersionServed,
    'an add-on in a version that does not serve it any more',
    platformOf([object('external-secrets.io/v1beta1', 'ExternalSecret', 'apps/e')], {
      provides: plan(changed('addons', { externalSecrets: { kind: 'chart' } })).provides,
    }),
    [
      'External Secrets 2.9.0 (addons.externalSecrets) does not serve external-secrets.io/v1beta1 any more, since 0.17.0',
    ],
  ],
  [
    apiVersionServed,
    'an add-on that does',
    platformOf([object('cert-manager.io/v1', 'Certificate', 'apps/c')], {
      provides: plan(changed('addons', { certManager: { kind: 'chart' } })).provides,
    }),
    'pass',
  ],
  [
    apiVersionServed,
    'a definition in the platform',
    platformOf([crd, object('example.org/v2', 'Queue', 'apps/q')]),
    'pass',
  ],
  [
    apiVersionServed,
    'a version that it does not serve',
    platformOf([crd, object('example.org/v1', 'Queue', 'apps/q')]),
    ['nothing in the cluster is known to serve example.org/v1'],
  ],
  [
    apiVersionServed,
    'inside a reference',
    platformOf([
      object('autoscaling/v2', 'HorizontalPodAutoscaler', 'apps/h', {
        spec: { scaleTargetRef: { apiVersion: 'extensions/v1beta1', kind: 'Deployment', name: 'd' } },
      }),
    ]),
    ['nothing in the cluster is known to serve extensions/v1beta1'],
  ],

  [fieldServed, 'nothing new', platformOf([pod({})], on('1.31')), 'pass'],
  [
    fieldServed,
    'a field of the pod',
    platformOf([pod({ hostUsers: false })], on('1.32')),
    ['spec.hostUsers has an effect from Kubernetes 1.33 on, and the site targets 1.32'],
  ],
  [fieldServed, 'the same on a newer release', platformOf([pod({ hostUsers: false })], on('1.33')), 'pass'],
  [
    fieldServed,
    'of a container, in a list',
    platformOf(
      [pod({ containers: [{ name: 'a', env: [{ name: 'A' }, { name: 'B', valueFrom: { fileKeyRef: {} } }] }] })],
      on('1.34'),
    ),
    ['spec.containers[0].env[1].valueFrom.fileKeyRef has an effect from Kubernetes 1.35 on, and the site targets 1.34'],
  ],
  [
    fieldServed,
    'of a volume',
    platformOf([pod({ volumes: [{ name: 'v', image: { reference: 'x' } }] })], on('1.34')),
    ['spec.volumes[0].image has an effect from Kubernetes 1.35 on, and the site targets 1.34'],
  ],
  [
    fieldServed,
    'of the template of a claim',
    platformOf(
      [
        object('apps/v1', 'StatefulSet', 'apps/s', {
          spec: {
            template: { spec: { containers: [{ name: 'a' }] } },
            volumeClaimTemplates: [{ spec: { volumeAttributesClassName: 'fast' } }],
          },
        }),
      ],
      on('1.33'),
    ),
    [
      'spec.volumeClaimTemplates[0].spec.volumeAttributesClassName has an effect from Kubernetes 1.34 on, and the site targets 1.33',
    ],
  ],
  [
    fieldServed,
    'off in every release',
    platformOf([pod({ containers: [{ name: 'a', lifecycle: { stopSignal: 'SIGUSR1' } }] })], on('1.36')),
    [
      'spec.containers[0].lifecycle.stopSignal has no effect in Kubernetes 1.36 unless the feature gate ContainerStopSignals is switched on',
    ],
  ],
  [
    fieldServed,
    'volumes of types that are gone',
    platformOf([
      pod({ volumes: [{ name: 'v', cephfs: { monitors: [] } }] }),
      object('v1', 'PersistentVolume', 'v', { spec: { rbd: {} } }),
    ]),
    [
      'spec.volumes[0].cephfs: Kubernetes no longer mounts volumes of this type; a CSI driver does',
      'spec.rbd: Kubernetes no longer mounts volumes of this type; a CSI driver does',
    ],
  ],
];

caseTable(cases);

test('the tables speak of target releases only', () => {
  const releases = ['1.32', '1.33', '1.34', '1.35', '1.36', undefined];
  expect(NEW_FIELDS.filter(({ since }) => !releases.includes(since))).toEqual([]);
  expect(servedSince('apps/v1', 'Deployment')).toBe('1.31');
  expect(servedSince('networking.k8s.io/v1', 'ServiceCIDR')).toBe('1.33');
  expect(servedSince('apps/v1beta1', 'Deployment')).toBeUndefined();
});
