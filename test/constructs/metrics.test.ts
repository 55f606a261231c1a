import { METRICS, servicesManifests } from '../policies/services/services-site';

const made = (change: Parameters<typeof servicesManifests>[0] = METRICS) => {
  const { manifests } = servicesManifests(change);
  const find = (kind: string, name: string) =>
    manifests.map(({ object }) => object).find((one) => one.kind === kind && one.metadata.name === name);
  const env = (name: string): Record<string, string> =>
    Object.fromEntries(
      (find('Deployment', name)?.spec.template.spec.containers[0].env ?? []).map(
        (one: { name: string; value?: string; valueFrom?: object }) => [one.name, one.value ?? one.valueFrom],
      ),
    );
  return { manifests, find, env };
};

test('the queues are those of the teams, and the account reads exactly those', () => {
  const { find, env } = made({ ...METRICS, teams: { cadc: { weight: 3 }, ska: { weight: 1 } }, queues: TWO });
  expect(env('metrics').METRICS_PROVIDERS__KUEUE__CLUSTER_QUEUES).toBe('["keck-cadc","keck-ska"]');
  expect(find('ClusterRole', 'keck-metrics')?.rules).toEqual([
    {
      apiGroups: ['kueue.x-k8s.io'],
      resources: ['clusterqueues'],
      resourceNames: ['keck-cadc', 'keck-ska'],
      verbs: ['get'],
    },
  ]);
});
const TWO = { kind: 'kueue', types: { headless: 'ska' } } as const;

test('each release is told of the API as it wants it', () => {
  const names = (tag: string) =>
    Object.keys(made({ ...METRICS, images: { metrics: `images.opencadc.org/platform/metrics:${tag}` } }).env('metrics'))
      .filter((name) => /KUBE_|API_VERSION/.test(name))
      .map((name) => name.replace('METRICS_PROVIDERS__KUEUE__', ''));
  for (const old of ['v0.1.5', '0.1.4', 'v0.0.9'])
    expect(names(old)).toEqual(['KUBE_API_URL', 'KUBE_CLUSTERQUEUE_PATH']);
  for (const later of ['v0.1.6', '0.2.0', 'v1.0.0', 'edge']) expect(names(later)).toEqual(['KUEUE_API_VERSION']);
});

test('the session service asks it, and nobody from outside', () => {
  const { env, find } = made();
  expect(env('skaha').SKAHA_METRICS_BACKEND_URL).toBe('http://metrics.skaha-system.svc.cluster.local:8000');
  expect(find('Ingress', 'metrics')).toBeUndefined();
  expect(find('NetworkPolicy', 'metrics')?.spec.ingress).toEqual([
    {
      from: [{ podSelector: { matchLabels: { 'app.kubernetes.io/name': 'skaha' } } }],
      ports: [{ protocol: 'TCP', port: 8000 }],
    },
  ]);
});

test('its pods come after the queues and after its rights', () => {
  const { manifests } = made();
  const deployment = manifests.find(({ id }) => id === 'platform/metrics/deployment');
  const kinds = deployment?.dependsOn.map((id) => manifests.find((one) => one.id === id)?.object.kind);
  expect(kinds).toEqual(expect.arrayContaining(['ClusterQueue', 'ClusterRoleBinding']));
});
