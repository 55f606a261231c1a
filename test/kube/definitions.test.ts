import { definitionsOf, secretDefinition } from '../../src/kube/definitions';
import { targetName } from '../../src/kube/reference';
import type { KubeObject } from '../../src/manifest';
import { managedSecret, object } from './objects';

const shown = (one: KubeObject) =>
  definitionsOf(one).map((definition) => {
    const parts = definition.keys ?? definition.ports;
    return `${targetName(definition)}${parts ? ` [${[...parts].join(' ')}]` : ''}`;
  });

test.each<[string, KubeObject, string[]]>([
  [
    'ConfigMap',
    object('v1', 'ConfigMap', 'ns/c', { data: { a: '' }, binaryData: { b: '' } }),
    ['ConfigMap ns/c [a b]'],
  ],
  ['Secret', object('v1', 'Secret', 'ns/s', { stringData: { a: '' } }), ['Secret ns/s [a]']],
  [
    'Service',
    object('v1', 'Service', 'ns/s', { spec: { ports: [{ port: 80, name: 'http' }, { port: 81 }] } }),
    ['Service ns/s [80 http 81]'],
  ],
  [
    'Namespace',
    object('v1', 'Namespace', 'ns'),
    ['Namespace ns', 'ServiceAccount ns/default', 'ConfigMap ns/kube-root-ca.crt [ca.crt]'],
  ],
  [
    'StatefulSet',
    object('apps/v1', 'StatefulSet', 'ns/db', {
      spec: { replicas: 2, volumeClaimTemplates: [{ metadata: { name: 'data' } }] },
    }),
    ['StatefulSet ns/db', 'PersistentVolumeClaim ns/data-db-0', 'PersistentVolumeClaim ns/data-db-1'],
  ],
  [
    'StatefulSet whose pods begin elsewhere',
    object('apps/v1', 'StatefulSet', 'ns/db', {
      spec: { ordinals: { start: 5 }, volumeClaimTemplates: [{ metadata: { name: 'data' } }] },
    }),
    ['StatefulSet ns/db', 'PersistentVolumeClaim ns/data-db-5'],
  ],
  [
    'Certificate',
    object('cert-manager.io/v1', 'Certificate', 'ns/c', { spec: { secretName: 'tls' } }),
    ['Certificate ns/c', 'Secret ns/tls [tls.crt tls.key]'],
  ],
  [
    'Ingress with an issuer',
    object('networking.k8s.io/v1', 'Ingress', 'ns/i', {
      metadata: { annotations: { 'cert-manager.io/cluster-issuer': 'le' } },
      spec: { tls: [{ secretName: 'tls' }] },
    }),
    ['Ingress ns/i', 'Secret ns/tls [tls.crt tls.key]'],
  ],
  [
    'Ingress without',
    object('networking.k8s.io/v1', 'Ingress', 'ns/i', { spec: { tls: [{ secretName: 'tls' }] } }),
    ['Ingress ns/i'],
  ],
  [
    'ExternalSecret',
    object('external-secrets.io/v1', 'ExternalSecret', 'ns/e', { spec: { data: [{ secretKey: 'password' }] } }),
    ['ExternalSecret ns/e', 'Secret ns/e [password]'],
  ],
  [
    'ExternalSecret with a template',
    object('external-secrets.io/v1', 'ExternalSecret', 'ns/e', {
      spec: {
        target: { name: 'made', template: { data: { url: '' } } },
        data: [{ secretKey: 'password' }],
      },
    }),
    ['ExternalSecret ns/e', 'Secret ns/made [url]'],
  ],
  [
    'ExternalSecret of a whole entry',
    object('external-secrets.io/v1', 'ExternalSecret', 'ns/e', { spec: { dataFrom: [{ extract: { key: 'k' } }] } }),
    ['ExternalSecret ns/e', 'Secret ns/e'],
  ],
  [
    'SealedSecret',
    object('bitnami.com/v1alpha1', 'SealedSecret', 'ns/s', { spec: { encryptedData: { a: '' } } }),
    ['SealedSecret ns/s', 'Secret ns/s [a]'],
  ],
])('%s', (_, one, expected) => {
  expect(shown(one)).toEqual(expected);
});

test('a managed secret is a Secret on every engine', () => {
  expect(secretDefinition(managedSecret('ns', 's', ['a']))).toEqual({
    group: '',
    kind: 'Secret',
    namespace: 'ns',
    name: 's',
    keys: new Set(['a']),
  });
});

test('a number of pods that nobody has fills no memory', () => {
  const set = (replicas: unknown) =>
    object('apps/v1', 'StatefulSet', 'ns/db', {
      spec: { replicas, volumeClaimTemplates: [{ metadata: { name: 'data' } }] },
    });
  expect(definitionsOf(set(2_000_000_000)).length).toBeLessThan(2000);
  for (const nonsense of [-1, 1.5, 'many', Number.NaN]) expect(definitionsOf(set(nonsense)).length).toBe(2);
});
