import { Addons } from '../../src/config/addons';
import { KUBERNETES_RELEASES } from '../../src/config/cluster';
import { platform } from '../../src/constructs/platform';
import { CHARTS, type ChartFacts } from '../../src/plan/addons/charts';
import { isBefore, supports, versionFor } from '../../src/plan/addons/chosen';
import { contested, mergedValues } from '../../src/plan/addons/merge-values';
import { changed, complaints, plan, withValue } from '../config/small-site';

const chart = (more: object = {}) => ({ kind: 'chart', ...more });
const addons = (value: object) => changed('addons', value);
const objects = Object.entries(CHARTS);

describe('the table of charts', () => {
  test('has one of each add-on that a site may name', () => {
    expect(Object.keys(CHARTS)).toEqual(Object.keys(Addons.shape));
  });

  test.each(objects)('%s has an address, and pinned versions, newest first', (_, { repository, versions, apis }) => {
    expect(repository).toMatch(/^(?:https|oci):\/\//);
    for (const [index, { version, source }] of versions.entries()) {
      expect(version).toMatch(/^v?\d+\.\d+\.\d+$/);
      expect(source).not.toBe('');
      const next = versions[index + 1];
      if (next) expect(isBefore(next.version, version)).toBe(true);
    }
    // What is brought must serve what its objects are written in.
    for (const { since } of Object.values(apis)) expect(isBefore(versions[0]?.version ?? '', since)).toBe(false);
  });

  test.each(objects)('%s: the version of a site is one whose authors state its Kubernetes', (_, facts) => {
    for (const release of KUBERNETES_RELEASES) {
      const found = versionFor(facts, release);
      if (found) expect(supports(found, release)).toBe(true);
      else expect(facts.versions.some((one) => supports(one, release))).toBe(false);
    }
  });

  test('a newer Kubernetes than the newest version states has no version', () => {
    const facts: Pick<ChartFacts, 'versions'> = {
      versions: [{ version: '1.2.0', kubernetes: { from: '1.33', to: '1.35' }, source: 'x' }],
    };
    expect(versionFor(facts as ChartFacts, '1.36')).toBeUndefined();
    expect(versionFor(facts as ChartFacts, '1.32')).toBeUndefined();
    expect(versionFor(facts as ChartFacts, '1.34')?.version).toBe('1.2.0');
  });
});

test.each([
  ['1.9.0', '1.10.0', true],
  ['1.10.0', '1.9.0', false],
  ['v1.2.3', '1.2.3', false],
  ['1.31', '1.4', false],
  ['0.11.6', '0.15.0', true],
])('%s comes before %s: %s', (one, other, answer) => expect(isBefore(one, other)).toBe(answer));

describe('what contradicts an add-on', () => {
  test.each<[title: string, site: unknown, ...lines: string[]]>([
    ['nothing', addons({ traefik: chart(), certManager: chart(), metricsServer: chart(), kueue: chart() })],
    ['a version for another Kubernetes', addons({ certManager: chart({ version: 'v1.19.6' }) })],
    [
      'a version for an older Kubernetes',
      { ...(addons({ certManager: chart({ version: 'v1.20.3' }) }) as object), kubernetes: '1.31' },
      'addons.certManager.version: cert-manager v1.20.3 is for Kubernetes 1.32 to 1.35, and kubernetes is 1.31. Write v1.19.6, or leave the key out.',
    ],
    [
      'a Kubernetes that no version is stated to support',
      withValue(
        withValue(addons({ cephCsi: chart({ monitors: ['mon1.example.org:6789'] }) }), ['kubernetes'], '1.33'),
        ['arc'],
        {
          driver: 'cephfs',
          clusterID: 'a',
          fsName: 'b',
          rootPath: '/c',
          nodeStageSecret: { name: 'd', namespace: 'ceph-csi' },
        },
      ),
      'addons.cephCsi: none of the versions that we know (3.17.1, 3.12.2) is stated to support Kubernetes 1.33. Write addons.cephCsi.version, or let it be existing.',
    ],
    [
      'a driver of other storage',
      addons({ cephCsi: chart({ monitors: ['mon1.example.org:6789'] }) }),
      'addons.cephCsi: arc.driver is nfs, which this driver does not mount. Leave it out.',
    ],
    [
      'GPUs that nobody says a word about',
      addons({ gpuOperator: chart() }),
      "addons.gpuOperator: cluster.gpus does not say what its chart is to do. Write cluster.gpus: { kind: 'operator', install: 'helm', ... }.",
    ],
    [
      'discovery of nothing',
      addons({ nodeFeatureDiscovery: chart() }),
      'addons.nodeFeatureDiscovery: no pool says what it is to discover. Leave it out, or write pools.<name>.provider.discovered.',
    ],
    [
      'a value that the platform relies on',
      addons({ traefik: chart({ values: { providers: { kubernetesCRD: { allowCrossNamespace: true } } } }) }),
      "addons.traefik.values.providers.kubernetesCRD.allowCrossNamespace: the platform relies on this value and sets it itself. Leave it out, or install Traefik yourself and write addons.traefik: { kind: 'existing' }.",
    ],
    [
      'a namespace of ours',
      withValue(addons({ certManager: chart() }), ['namespaces'], { services: 'cert-manager' }),
      'namespaces.services: "cert-manager" is also the namespace of cert-manager, which addons.certManager brings. Choose another name.',
    ],
    [
      'a store of one namespace for all',
      changed('secrets', {
        kind: 'external-secrets',
        store: {
          kind: 'SecretStore',
          name: 'v',
          source: { kind: 'vault', server: 'https://vault.example.org', role: 'r' },
        },
      }),
      'secrets.store.kind: a SecretStore is of one namespace, and secrets.store.source declares one for all. Write ClusterSecretStore, or leave the key out.',
    ],
  ])('%s', (_, site, ...lines) => expect(complaints(site)).toEqual(lines));
});

describe('values of charts', () => {
  const values = (site: unknown, key: string) => plan(site).charts.find((one) => one.key === key)?.values as never;

  test("Traefik has the site's names, keeps namespaces apart, takes long uploads, and drops the header of client certificates", () => {
    const site = withValue(addons({ traefik: chart() }), ['ingress'], {
      className: 'edge',
      namespace: 'edge',
      longestRequest: '2h',
      entryPoints: { https: 'secure' },
    });
    expect(values(site, 'traefik')).toMatchObject({
      ingressClass: { enabled: true, name: 'edge', isDefaultClass: false },
      providers: {
        kubernetesCRD: { enabled: true, allowCrossNamespace: false, allowExternalNameServices: false },
        kubernetesIngress: { enabled: true, ingressClass: 'edge', allowExternalNameServices: false },
      },
      ports: {
        web: { exposedPort: 80 },
        websecure: null,
        secure: {
          exposedPort: 443,
          http: { tls: { enabled: true }, middlewares: ['skaha-system-strip-client-certificate@kubernetescrd'] },
          transport: { respondingTimeouts: { readTimeout: '7200s' } },
        },
      },
    });
    expect(plan(site).charts[0]?.namespace).toBe('edge');
  });

  test('the Middleware that Traefik names is one of the platform', () => {
    const { manifests } = platform(plan(addons({ traefik: chart() })));
    const names = manifests
      .filter(({ object }) => object.kind === 'Middleware')
      .map(({ object }) => `${object.metadata.namespace}-${object.metadata.name}@kubernetescrd`);
    expect(names).toContain('skaha-system-strip-client-certificate@kubernetescrd');
  });

  test('CloudNativePG is where its databases expect it, and before them', () => {
    const databases = { kind: 'cloudnative-pg', operatorNamespace: 'postgres-operator' };
    const site = withValue(withValue(addons({ cloudnativePg: chart() }), ['databases'], databases), ['services'], {
      posixMapper: { kind: 'embedded' },
    });
    expect(plan(site).charts[0]?.namespace).toBe('postgres-operator');
    const { manifests, charts } = platform(plan(site));
    const cluster = manifests.find(({ object }) => object.kind === 'Cluster');
    expect(cluster?.dependsOn).toContain(charts?.[0]?.id);
  });

  test('Kueue looks at Jobs with a queue, in the namespaces of sessions', () => {
    const site = withValue(addons({ kueue: chart() }), ['queues'], { kind: 'kueue' });
    const { managerConfig } = values(site, 'kueue') as { managerConfig: { controllerManagerConfigYaml: string } };
    expect(JSON.parse(managerConfig.controllerManagerConfigYaml)).toMatchObject({
      manageJobsWithoutQueueName: false,
      managedJobsNamespaceSelector: { matchExpressions: [{ operator: 'In', values: ['skaha-workload'] }] },
      integrations: { frameworks: ['batch/job'] },
    });
  });

  test('Node Feature Discovery sees nodes with taints, and is there once', () => {
    const pool = { nodes: 2, allocatable: { cpu: 8, memory: '64Gi', ephemeral: '100Gi' } };
    const taints = [{ key: 'example.org/gpu', value: 'yes', effect: 'NoSchedule' }];
    const pools = {
      cpu: { ...pool, role: 'both' },
      gpu: {
        ...pool,
        gpu: { product: 'NVIDIA-L4', count: 1 },
        taints,
        provider: { kind: 'existing', discovered: { pci: { vendor: '10de' } } },
      },
    };
    const gpus = { kind: 'operator', install: 'helm', driver: 'preinstalled' };
    const site = withValue(
      withValue(addons({ nodeFeatureDiscovery: chart(), gpuOperator: chart() }), ['pools'], pools),
      ['cluster', 'gpus'],
      gpus,
    );
    expect(complaints(site)).toEqual([]);
    expect(values(site, 'nodeFeatureDiscovery')).toEqual({
      worker: { tolerations: [{ key: 'example.org/gpu', operator: 'Exists', effect: 'NoSchedule' }] },
    });
    expect(values(site, 'gpuOperator')).toMatchObject({ nfd: { enabled: false } });
  });

  test('no label with the name of a user is counted', () => {
    const { metricLabelsAllowlist } = values(addons({ kubeStateMetrics: chart() }), 'kubeStateMetrics') as {
      metricLabelsAllowlist: string[];
    };
    expect(metricLabelsAllowlist).toEqual([
      'pods=[canfar.net/kind,kueue.x-k8s.io/queue-name]',
      'jobs=[canfar.net/kind,kueue.x-k8s.io/queue-name]',
    ]);
  });

  test('metrics-server is believed only with a certificate, where there is somebody to make one', () => {
    const both = addons({ metricsServer: chart(), certManager: chart() });
    expect(values(both, 'metricsServer')).toMatchObject({ apiService: { insecureSkipTLSVerify: false } });
    expect(values(addons({ metricsServer: chart() }), 'metricsServer')).toEqual({});
  });

  test('a site adds values, and changes what the platform only suggests', () => {
    const site = addons({
      traefik: chart({ values: { deployment: { replicas: 5 }, logs: { general: { level: 'INFO' } } } }),
    });
    expect(complaints(site)).toEqual([]);
    expect(values(site, 'traefik')).toMatchObject({
      deployment: { replicas: 5 },
      logs: { general: { level: 'INFO' } },
      ingressClass: { name: 'traefik' },
    });
  });

  test('trees are merged leaf by leaf; a list is one leaf', () => {
    expect(mergedValues({ a: { b: 1, c: [1] }, d: 1 }, { a: { c: [2], e: 3 } })).toEqual({
      a: { b: 1, c: [2], e: 3 },
      d: 1,
    });
    expect(contested({ a: { b: 1 }, c: 2 }, { a: { b: 2, d: 1 }, c: 2 })).toEqual(['a.b']);
    expect(contested({ a: { b: 1 } }, { a: 7 })).toEqual(['a']);
    expect(contested({ a: 1 }, JSON.parse('{"toString": 1}'))).toEqual([]);
  });
});

describe('what the platform makes around charts', () => {
  const manifests = platform(
    plan(
      withValue(
        withValue(
          withValue(
            addons({ traefik: chart(), certManager: chart(), externalSecrets: chart(), metricsServer: chart() }),
            ['ingress'],
            {
              tls: {
                kind: 'cert-manager',
                issuer: {
                  name: 'letsencrypt',
                  source: { kind: 'acme', email: 'ops@keck.example.org', dns: { kind: 'cloudflare' } },
                },
              },
            },
          ),
          ['secrets'],
          {
            kind: 'external-secrets',
            store: { name: 'vault', source: { kind: 'vault', server: 'https://vault.example.org', role: 'keck' } },
          },
        ),
        ['cluster'],
        { provides: { namespaces: ['external-secrets'] } },
      ),
    ),
  );
  const all = [...manifests.manifests, ...manifests.secrets, ...(manifests.charts ?? [])];
  const idOf = (kind: string, name: string) =>
    manifests.manifests.find(({ object }) => object.kind === kind && object.metadata.name === name)?.id ?? '';
  const dependenciesOf = (id: string) => all.find((one) => one.id === id)?.dependsOn ?? [];

  test('objects of a kind come after the chart that defines it', () => {
    expect(dependenciesOf(idOf('Middleware', 'https-only'))).toContain('platform/addons/traefik');
    expect(dependenciesOf(idOf('ClusterIssuer', 'letsencrypt'))).toContain('platform/addons/certManager');
    expect(dependenciesOf(idOf('Certificate', 'platform'))).toContain(idOf('ClusterIssuer', 'letsencrypt'));
    expect(dependenciesOf(idOf('Deployment', 'skaha'))).not.toContain('platform/addons/traefik');
  });

  test('a secret comes after the operator and the store that make it', () => {
    for (const { id } of manifests.secrets)
      expect(dependenciesOf(id)).toEqual(
        expect.arrayContaining(['platform/addons/externalSecrets', idOf('ClusterSecretStore', 'vault')]),
      );
  });

  test('a chart has a namespace of its own, but for one that the site says to be there', () => {
    expect(dependenciesOf('platform/addons/traefik')).toEqual([idOf('Namespace', 'traefik')]);
    expect(dependenciesOf('platform/addons/metricsServer')).toEqual(['platform/addons/certManager']);
    expect(idOf('Namespace', 'external-secrets')).toBe('');
  });

  test('the store lets in the namespaces of its secrets alone', () => {
    const store = manifests.manifests.find(({ object }) => object.kind === 'ClusterSecretStore')?.object;
    expect(store?.spec.conditions).toEqual([{ namespaces: ['cert-manager', 'skaha-system', 'skaha-workload'] }]);
  });

  test('nothing of it is taken away without an order', () => {
    expect(manifests.charts?.every(({ protect }) => protect)).toBe(true);
    const disposable = platform(plan(withValue(addons({ traefik: chart() }), ['cluster'], { disposable: true })));
    expect(disposable.charts?.map(({ protect }) => protect)).toEqual([false]);
  });
});

test('a site that brings nothing has no charts', () => {
  expect(platform(plan(changed('name', 'keck'))).charts).toBeUndefined();
});
