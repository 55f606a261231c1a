import { claimExists } from '../../../policies/closed-world/claim-exists';
import { configMapExists } from '../../../policies/closed-world/config-map-exists';
import { ingressClassExists } from '../../../policies/closed-world/ingress-class-exists';
import { middlewareExists } from '../../../policies/closed-world/middleware-exists';
import { namespaceExists } from '../../../policies/closed-world/namespace-exists';
import { objectExists } from '../../../policies/closed-world/object-exists';
import { priorityClassExists } from '../../../policies/closed-world/priority-class-exists';
import { roleExists } from '../../../policies/closed-world/role-exists';
import { secretExists } from '../../../policies/closed-world/secret-exists';
import { serviceAccountExists } from '../../../policies/closed-world/service-account-exists';
import { serviceExists } from '../../../policies/closed-world/service-exists';
import { storageClassExists } from '../../../policies/closed-world/storage-class-exists';
import { UNRESOLVED } from '../../../src/check/view/field';
import { managedSecret, object } from '../../kube/objects';
import { type Case, caseTable } from '../case-table';
import { platformOf, pod } from '../platform-subject';

const configMap = object('v1', 'ConfigMap', 'apps/config', { data: { a: '1' } });
const service = object('v1', 'Service', 'apps/web', { spec: { ports: [{ name: 'http', port: 80 }] } });
const readsKey = (kind: 'configMap' | 'secret', name: string, key: string, optional?: boolean) =>
  pod({
    containers: [{ name: 'main', env: [{ name: 'A', valueFrom: { [`${kind}KeyRef`]: { name, key, optional } } }] }],
  });
const mounts = (volume: Record<string, unknown>) => pod({ volumes: [{ name: 'v', ...volume }] });
const ingress = (spec: Record<string, unknown>) => object('networking.k8s.io/v1', 'Ingress', 'apps/i', { spec });
const backend = (name: string, port: Record<string, unknown>) =>
  ingress({ defaultBackend: { service: { name, port } } });
const route = (spec: Record<string, unknown>) => object('traefik.io/v1alpha1', 'IngressRoute', 'apps/r', { spec });
const binding = (kind: string, name: string) =>
  object('rbac.authorization.k8s.io/v1', 'RoleBinding', 'apps/b', {
    roleRef: { kind, name },
    subjects: [{ kind: 'ServiceAccount', name: 'sa', namespace: 'work' }],
  });

const cases: Case[] = [
  [namespaceExists, 'ours', platformOf([configMap]), 'pass'],
  [
    namespaceExists,
    'provided',
    platformOf([object('v1', 'ConfigMap', 'monitoring/c')], { provides: { namespaces: ['monitoring'] } }),
    'pass',
  ],
  [namespaceExists, 'nobody’s', platformOf([object('v1', 'ConfigMap', 'lost/c')]), ['Namespace lost does not exist']],
  [configMapExists, 'key', platformOf([configMap, readsKey('configMap', 'config', 'a')]), 'pass'],
  [
    configMapExists,
    'no key',
    platformOf([configMap, readsKey('configMap', 'config', 'b')]),
    ['ConfigMap apps/config has no key "b"; it has a'],
  ],
  [configMapExists, 'optional', platformOf([configMap, readsKey('configMap', 'none', 'b', true)]), 'pass'],
  [
    configMapExists,
    'of another namespace',
    platformOf([object('v1', 'ConfigMap', 'work/config'), mounts({ configMap: { name: 'config' } })]),
    ['ConfigMap apps/config does not exist'],
  ],
  [
    secretExists,
    'managed',
    platformOf([readsKey('secret', 's', 'k')], { secrets: [managedSecret('apps', 's', ['k'])] }),
    'pass',
  ],
  [
    secretExists,
    'managed, other key',
    platformOf([readsKey('secret', 's', 'x')], { secrets: [managedSecret('apps', 's', ['k'])] }),
    ['Secret apps/s has no key "x"; it has k'],
  ],
  [
    secretExists,
    'provided, whatever its keys',
    platformOf([readsKey('secret', 's', 'x')], { provides: { secrets: ['apps/s'] } }),
    'pass',
  ],
  [
    secretExists,
    'of a certificate',
    platformOf([
      object('cert-manager.io/v1', 'Certificate', 'apps/c', { spec: { secretName: 'tls' } }),
      ingress({ tls: [{ secretName: 'tls' }] }),
    ]),
    'pass',
  ],
  [secretExists, 'none', platformOf([ingress({ tls: [{ secretName: 'tls' }] })]), ['Secret apps/tls does not exist']],
  [
    claimExists,
    'ours',
    platformOf([
      object('v1', 'PersistentVolumeClaim', 'apps/arc'),
      mounts({ persistentVolumeClaim: { claimName: 'arc' } }),
    ]),
    'pass',
  ],
  [
    claimExists,
    'provided',
    platformOf([mounts({ persistentVolumeClaim: { claimName: 'arc' } })], { provides: { claims: ['apps/arc'] } }),
    'pass',
  ],
  [
    claimExists,
    'of another namespace',
    platformOf([
      object('v1', 'PersistentVolumeClaim', 'work/arc'),
      mounts({ persistentVolumeClaim: { claimName: 'arc' } }),
    ]),
    ['PersistentVolumeClaim apps/arc does not exist'],
  ],
  [
    claimExists,
    'without its volume',
    platformOf([object('v1', 'PersistentVolumeClaim', 'apps/arc', { spec: { volumeName: 'v' } })]),
    ['PersistentVolume v does not exist'],
  ],
  [
    storageClassExists,
    'provided',
    platformOf([object('v1', 'PersistentVolumeClaim', 'apps/c', { spec: { storageClassName: 'rbd' } })], {
      provides: { storageClasses: ['rbd'] },
    }),
    'pass',
  ],
  [
    storageClassExists,
    'none',
    platformOf([object('v1', 'PersistentVolumeClaim', 'apps/c', { spec: { storageClassName: 'rbd' } })]),
    ['StorageClass rbd does not exist'],
  ],
  [priorityClassExists, 'of Kubernetes', platformOf([pod({ priorityClassName: 'system-node-critical' })]), 'pass'],
  [
    priorityClassExists,
    'none',
    platformOf([pod({ priorityClassName: 'uber-user-preempt-high' })]),
    ['PriorityClass uber-user-preempt-high does not exist'],
  ],
  [serviceAccountExists, 'default', platformOf([pod({ serviceAccountName: 'default' })]), 'pass'],
  [
    serviceAccountExists,
    'none',
    platformOf([pod({ serviceAccountName: 'skaha' })]),
    ['ServiceAccount apps/skaha does not exist'],
  ],
  [roleExists, 'of Kubernetes', platformOf([binding('ClusterRole', 'system:auth-delegator')]), 'pass'],
  [roleExists, 'none', platformOf([binding('Role', 'r')]), ['Role apps/r does not exist']],
  [
    ingressClassExists,
    'provided',
    platformOf([ingress({ ingressClassName: 'traefik' })], { provides: { ingressClasses: ['traefik'] } }),
    'pass',
  ],
  [
    ingressClassExists,
    'none',
    platformOf([ingress({ ingressClassName: 'traefik' })]),
    ['IngressClass traefik does not exist'],
  ],
  [
    middlewareExists,
    'same namespace',
    platformOf([
      object('traefik.io/v1alpha1', 'Middleware', 'apps/m'),
      route({ routes: [{ middlewares: [{ name: 'm' }] }] }),
    ]),
    'pass',
  ],
  [
    middlewareExists,
    'another namespace',
    platformOf([
      object('traefik.io/v1alpha1', 'Middleware', 'work/m'),
      route({ routes: [{ middlewares: [{ name: 'm' }] }] }),
    ]),
    ['Middleware apps/m does not exist'],
  ],
  [serviceExists, 'port by number', platformOf([service, backend('web', { number: 80 })]), 'pass'],
  [serviceExists, 'port by name', platformOf([service, backend('web', { name: 'http' })]), 'pass'],
  [
    serviceExists,
    'no such port',
    platformOf([service, backend('web', { number: 8080 })]),
    ['Service apps/web has no port "8080"; it has 80, http'],
  ],
  [
    serviceExists,
    'in a namespace of somebody else',
    platformOf([route({ routes: [{ services: [{ name: 's', namespace: 'traefik' }] }] })], {
      provides: { namespaces: ['traefik'] },
    }),
    'unknown',
  ],
  [
    objectExists,
    'autoscaled workload',
    platformOf([
      object('autoscaling/v2', 'HorizontalPodAutoscaler', 'apps/h', {
        spec: { scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'd' } },
      }),
    ]),
    ['Deployment apps/d does not exist'],
  ],
  [
    objectExists,
    'issuer and secret store that are provided',
    platformOf(
      [
        object('cert-manager.io/v1', 'Certificate', 'apps/c', {
          spec: { issuerRef: { kind: 'ClusterIssuer', name: 'le' } },
        }),
        object('external-secrets.io/v1', 'ExternalSecret', 'apps/e', {
          spec: { secretStoreRef: { kind: 'SecretStore', name: 'vault' } },
        }),
      ],
      { provides: { issuers: ['le'], secretStores: ['vault'] } },
    ),
    'pass',
  ],
  [objectExists, 'names nobody knows yet', platformOf([pod({ serviceAccountName: UNRESOLVED })]), 'unknown'],
];

caseTable(cases);

test('a fault says which object, where in it, and which construct made it', () => {
  const answer = priorityClassExists.check(platformOf([pod({ priorityClassName: 'none' })]));
  expect(answer).toMatchObject({
    faults: [{ place: { object: 'Pod apps/pod', path: 'spec.priorityClassName', construct: 'Pod/pod' } }],
  });
});
