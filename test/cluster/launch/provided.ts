import { groupOf } from '../../../src/kube/reference';
import type { KubeObject } from '../../../src/manifest';
import type { Plan } from '../../../src/plan/plan';
import type { Api } from './api';
import type { ControlPlane } from './control-plane';
import { installCrds } from './crds';
import { startKueue } from './kueue';
import { until } from './wait';

const KUEUE = 'kueue.x-k8s.io';
/** Served by metrics-server itself: there is nothing to define, and nobody names an object of it. */
const METRICS = 'metrics.k8s.io';

/**
 * What a site says its cluster has before the platform comes: definitions, namespaces, classes, stores, Secrets. Only
 * what is stated is made, so a name that nobody declared is missed here as in a real cluster.
 */
export async function provide(plane: ControlPlane, { provides }: Plan): Promise<void> {
  const groups = new Set(provides.apis.map(groupOf));
  // Kueue brings its own definitions.
  await Promise.all([
    groups.has(KUEUE) && startKueue(plane),
    installCrds(
      plane.api,
      [...groups].filter((group) => group !== KUEUE && group !== METRICS),
    ),
  ]);
  await provideObjects(plane.api, provides);
}

/** Makes what a site says to be there of namespaces, classes, stores, issuers and Secrets. */
export async function provideObjects(api: Api, provides: Plan['provides']): Promise<void> {
  await Promise.all(provides.namespaces.map((name) => namespace(api, name)));
  const objects: KubeObject[] = [
    storageClass('cluster-default', { 'storageclass.kubernetes.io/is-default-class': 'true' }),
    ...provides.storageClasses.map((name) => storageClass(name)),
    ...provides.ingressClasses.map((name) => ({
      apiVersion: 'networking.k8s.io/v1',
      kind: 'IngressClass',
      metadata: { name },
      spec: { controller: 'ingress.test/controller' },
    })),
    ...provides.priorityClasses
      .filter((name) => !name.startsWith('system-'))
      .map((name) => ({ apiVersion: 'scheduling.k8s.io/v1', kind: 'PriorityClass', metadata: { name }, value: 1 })),
    ...provides.secretStores.map((name) => ({
      apiVersion: 'external-secrets.io/v1',
      kind: 'ClusterSecretStore',
      metadata: { name },
      spec: { provider: { fake: { data: [] } } },
    })),
    ...provides.issuers.map((name) => ({
      apiVersion: 'cert-manager.io/v1',
      kind: 'ClusterIssuer',
      metadata: { name },
      spec: { selfSigned: {} },
    })),
    ...provides.secrets
      .map((name) => name.split('/') as [string, string])
      .filter(([namespace]) => provides.namespaces.includes(namespace))
      .map(([namespace, name]) => ({ apiVersion: 'v1', kind: 'Secret', metadata: { namespace, name } })),
  ];
  await Promise.all(objects.map((object) => api.apply(object)));
}

/** Makes a namespace, and waits for what each has. */
async function namespace(api: Api, name: string): Promise<void> {
  await api.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
  for (const [kind, own] of Object.entries({ ServiceAccount: 'default', ConfigMap: 'kube-root-ca.crt' })) {
    const metadata = { namespace: name, name: own };
    await until(`${kind} ${name}/${own}`, () => api.get({ apiVersion: 'v1', kind, metadata }));
  }
}

const storageClass = (name: string, annotations: Readonly<Record<string, string>> = {}): KubeObject => ({
  apiVersion: 'storage.k8s.io/v1',
  kind: 'StorageClass',
  metadata: { name, annotations },
  provisioner: 'provisioner.test',
  volumeBindingMode: 'WaitForFirstConsumer',
});
