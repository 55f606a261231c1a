import { edgesOf } from '../../src/kube/edges';
import { managedSecret, manifest, object } from './objects';

const namespace = manifest(object('v1', 'Namespace', 'ns'));

test('a workload follows what it names, in the order of the fields', () => {
  const config = manifest(object('v1', 'ConfigMap', 'ns/config', { data: { a: '' } }));
  const account = manifest(object('v1', 'ServiceAccount', 'ns/sa'));
  const secret = managedSecret('ns', 'password', ['redis']);
  const workload = manifest(
    object('apps/v1', 'Deployment', 'ns/skaha', {
      spec: {
        template: {
          spec: {
            serviceAccountName: 'sa',
            volumes: [
              { name: 'a', configMap: { name: 'config' } },
              { name: 'b', configMap: { name: 'config', items: [{ key: 'a', path: 'a' }] } },
              { name: 'c', secret: { secretName: 'password' } },
              { name: 'd', persistentVolumeClaim: { claimName: 'of somebody else' } },
            ],
          },
        },
      },
    }),
  );
  const edges = edgesOf([workload, config, account, namespace], [secret]);
  expect(edges.get('Deployment/skaha')).toEqual([
    'Namespace/ns',
    'ServiceAccount/sa',
    'ConfigMap/config',
    'ManagedSecret/password',
  ]);
  expect(edges.get('ManagedSecret/password')).toEqual(['Namespace/ns']);
  expect(edges.get('Namespace/ns')).toEqual([]);
});

test('a claim follows its volume and not the other way round', () => {
  const edges = edgesOf(
    [
      manifest(object('v1', 'PersistentVolumeClaim', 'ns/arc', { spec: { volumeName: 'v' } })),
      manifest(object('v1', 'PersistentVolume', 'v', { spec: { claimRef: { namespace: 'ns', name: 'arc' } } })),
    ],
    [],
  );
  expect(edges.get('PersistentVolumeClaim/arc')).toEqual(['PersistentVolume/v']);
  expect(edges.get('PersistentVolume/v')).toEqual([]);
});

test('a custom resource follows its definition', () => {
  const edges = edgesOf(
    [
      manifest(object('kueue.x-k8s.io/v1beta2', 'ResourceFlavor', 'cpu')),
      manifest(
        object('apiextensions.k8s.io/v1', 'CustomResourceDefinition', 'resourceflavors.kueue.x-k8s.io', {
          spec: { group: 'kueue.x-k8s.io', names: { kind: 'ResourceFlavor' } },
        }),
      ),
    ],
    [],
  );
  expect(edges.get('ResourceFlavor/cpu')).toEqual(['CustomResourceDefinition/resourceflavors.kueue.x-k8s.io']);
});

test('what a controller makes of an object counts as the object', () => {
  const edges = edgesOf(
    [
      manifest(object('networking.k8s.io/v1', 'Ingress', 'ns/web', { spec: { tls: [{ secretName: 'tls' }] } })),
      manifest(object('cert-manager.io/v1', 'Certificate', 'ns/web', { spec: { secretName: 'tls' } })),
    ],
    [],
  );
  expect(edges.get('Ingress/web')).toEqual(['Certificate/web']);
});

test('nothing depends on itself', () => {
  const ingress = object('networking.k8s.io/v1', 'Ingress', 'ns/web', {
    metadata: { annotations: { 'cert-manager.io/cluster-issuer': 'le' } },
    spec: { tls: [{ secretName: 'tls' }] },
  });
  expect(edgesOf([manifest(ingress)], []).get('Ingress/web')).toEqual([]);
});
