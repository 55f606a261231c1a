import type { SiteInput } from '../../src/config/site';
import type { KubeObject } from '../../src/manifest';
import { manifestsOf, planOf, SITES } from '../sites/sites';

const all = Object.fromEntries(Object.entries(SITES).map(([name, site]) => [name, manifestsOf(site)]));
const find = (site: string, kind: string, name: string, namespace?: string): KubeObject => {
  const found = all[site]?.manifests.filter(
    ({ object }) =>
      object.kind === kind &&
      object.metadata.name === name &&
      (namespace === undefined || object.metadata.namespace === namespace),
  );
  expect(found).toHaveLength(1);
  return found?.[0]?.object as KubeObject;
};

describe('the session service', () => {
  const container = (site: string) => find(site, 'Deployment', 'skaha').spec.template.spec.containers[0];
  const env = (site: string) =>
    Object.fromEntries(container(site).env.map(({ name, value }: { name: string; value: string }) => [name, value]));

  test.each(Object.keys(SITES))('%s: exactly one way to authorize, and every variable that a launch needs', (site) => {
    const variables = env(site);
    const ways = ['SKAHA_SESSIONS_AUTHORIZATION_GROUP_ENABLED', 'SKAHA_SESSIONS_AUTHORIZATION_PERMISSIONS_API_ENABLED'];
    expect(ways.map((way) => variables[way]).sort()).toEqual(['false', 'true']);
    for (const name of [
      'SKAHA_HOSTNAME',
      'SKAHA_SESSIONS_HOSTNAME',
      'skaha.sessionexpiry',
      'skaha.namespace',
      'skaha.harborhosts',
      'skaha.posixmapper.resourceid',
      'REDIS_HOST',
      'REDIS_PORT',
    ]) {
      expect(variables[name]).toMatch(/./);
    }
    for (const dead of ['skaha.homedir', 'skaha.scratchdir', 'SKAHA_WORKER_NODE_LABEL_SELECTOR'])
      expect(variables).not.toHaveProperty([dead]);
  });

  test('the numbers are those of the site', () => {
    expect(env('canfar')).toMatchObject({
      'skaha.sessionexpiry': '345600',
      GPU_ENABLED: 'true',
      SKAHA_HEADLESS_PRIORITY_CLASS: 'canfar-headless-high',
    });
    expect(env('srcnet')).toMatchObject({
      'skaha.sessionexpiry': '172800',
      GPU_ENABLED: 'false',
      'skaha.harborhosts': 'registry.src.example.net images.example.org',
    });
  });

  test('replicas are left to the autoscaler', () => {
    expect(find('canfar', 'Deployment', 'skaha').spec).not.toHaveProperty('replicas');
    expect(find('canfar', 'HorizontalPodAutoscaler', 'skaha').spec).toMatchObject({ minReplicas: 2, maxReplicas: 6 });
  });

  test('it may do what it does in the sessions namespace, and nothing else', () => {
    const { rules } = find('canfar', 'Role', 'skaha', 'skaha-workload') as unknown as {
      rules: { resources: string[]; verbs: string[] }[];
    };
    expect(
      Object.fromEntries(rules.flatMap(({ resources, verbs }) => resources.map((resource) => [resource, verbs]))),
    ).toEqual({
      jobs: ['create', 'get', 'list', 'patch', 'deletecollection'],
      'jobs/finalizers': ['update'],
      pods: ['list'],
      'pods/log': ['get'],
      events: ['list'],
      limitranges: ['list'],
      localqueues: ['get'],
      services: ['create'],
      secrets: ['get', 'create', 'delete'],
      ingressroutes: ['create'],
      middlewares: ['create'],
    });
    // In the whole cluster only nodes and queues are read, and not by the session service.
    const wide = all.canfar?.manifests.map(({ object }) => object).filter(({ kind }) => kind === 'ClusterRoleBinding');
    expect(wide?.flatMap(({ subjects }) => subjects.map(({ name }: { name: string }) => name))).toEqual([
      'check-nodes',
      'metrics',
    ]);
  });

  test('no password is in a ConfigMap: the file that holds one is made of a Secret', () => {
    const catalina = all.canfar?.secrets.find(({ name }) => name === 'skaha-catalina')?.keys['catalina.properties'];
    expect(catalina?.filter((part) => typeof part !== 'string')).toEqual([
      { kind: 'generated', name: 'redis-skaha', length: 32, alphabet: 'alphanumeric' },
    ]);
    const config = find('canfar', 'ConfigMap', 'skaha-config');
    expect(Object.keys(config.data)).not.toContain('catalina.properties');
  });
});

describe('numbers agree', () => {
  test.each(Object.keys(SITES))('%s: limit range, resource file and plan offer the same sizes', (site) => {
    const { offers } = planOf(SITES[site] as never);
    const limits = find(site, 'LimitRange', 'sessions').spec.limits[0];
    const file = JSON.parse(find(site, 'ConfigMap', 'skaha-config').data['k8s-resources.json']);
    expect(limits.max.cpu).toBe(String(offers.largest.cpu / 1000));
    expect(file.cores.options.at(-1)).toBe(offers.largest.cpu / 1000);
    expect(limits.max.memory).toBe(`${file.memoryGB.options.at(-1)}Gi`);
    expect(file.cores.defaultRequest).toBe(Number(limits.defaultRequest.cpu));
    expect(file.cores.options).toEqual(expect.arrayContaining([file.cores.default, file.cores.defaultLimit]));
    expect(file.gpus.options).toEqual(offers.gpus);
    expect('nvidia.com/gpu' in limits.max).toBe(offers.gpus.length > 0);
    if (offers.gpus.length > 0)
      expect([limits.default, limits.defaultRequest].map((size) => size['nvidia.com/gpu'])).toEqual(['0', '0']);
    expect(limits).not.toHaveProperty('min');
  });

  test('canfar: 28 slices of each of 4 nodes', () => {
    expect(find('canfar', 'ResourceQuota', 'sessions').spec.hard['requests.nvidia.com/gpu']).toBe('112');
  });
});

describe('/arc', () => {
  test.each(Object.keys(SITES))('%s: two pairs over the same bytes, kept', (site) => {
    const volumes = all[site]?.manifests.filter(({ object }) => object.kind === 'PersistentVolume') ?? [];
    expect(volumes).toHaveLength(2);
    const bytes = volumes.map(({ object: { spec } }) =>
      JSON.stringify([spec.csi?.volumeAttributes, spec.nfs, spec.hostPath]),
    );
    expect(new Set(bytes).size).toBe(1);
    const handles = volumes.map(({ object }) => object.spec.csi?.volumeHandle ?? object.metadata.name);
    expect(new Set(handles).size).toBe(2);
    for (const { object, protect } of volumes) {
      expect(object.spec).toMatchObject({
        persistentVolumeReclaimPolicy: 'Retain',
        storageClassName: '',
        accessModes: ['ReadWriteMany'],
      });
      expect(protect).toBe(site !== 'demo'); // the demo's cluster is there to play with
      const claim = find(site, 'PersistentVolumeClaim', object.spec.claimRef.name, object.spec.claimRef.namespace);
      expect(claim.spec).toMatchObject({ volumeName: object.metadata.name, storageClassName: '' });
    }
  });

  test('cephfs: static, and its key stays in the namespace of the driver', () => {
    expect(find('canfar', 'PersistentVolume', 'canfar-arc-skaha-workload').spec.csi).toEqual({
      driver: 'cephfs.csi.ceph.com',
      volumeHandle: 'canfar-arc-skaha-workload',
      nodeStageSecretRef: { name: 'csi-cephfs-node', namespace: 'ceph-csi' },
      volumeAttributes: { clusterID: 'arc-cluster', fsName: 'arc', rootPath: '/volumes/arc', staticVolume: 'true' },
    });
  });
});

describe('network', () => {
  const policies = (site: string) =>
    all[site]?.manifests.map(({ object }) => object).filter(({ kind }) => kind === 'NetworkPolicy') ?? [];

  test.each(Object.keys(SITES))('%s: both namespaces deny by default, in both directions', (site) => {
    const denied = policies(site).filter(({ metadata }) => metadata.name === 'default-deny');
    expect(denied.map(({ metadata }) => metadata.namespace).sort()).toEqual(['skaha-system', 'skaha-workload']);
    for (const { spec } of denied) expect(spec).toEqual({ podSelector: {}, policyTypes: ['Ingress', 'Egress'] });
  });

  test('sessions reach the internet but no private range and no metadata service', () => {
    const egress = policies('canfar').find(({ metadata }) => metadata.name === 'sessions')?.spec.egress;
    const blocks = egress.flatMap(({ to }: { to: { ipBlock?: { cidr: string; except?: string[] } }[] }) =>
      to.flatMap(({ ipBlock }) => ipBlock ?? []),
    );
    expect(blocks).toEqual([
      {
        cidr: '0.0.0.0/0',
        except: ['10.0.0.0/8', '100.64.0.0/10', '169.254.0.0/16', '172.16.0.0/12', '192.168.0.0/16'],
      },
    ]);
  });

  test('names are asked of the cluster DNS and of the usual caches on the node, wherever the site says they are', () => {
    const dns = (object: Partial<SiteInput>) => {
      const { manifests } = manifestsOf({ ...(SITES.demo as SiteInput), ...object });
      return manifests.map((one) => one.object).find(({ metadata }) => metadata.name === 'allow-dns')?.spec.egress[0];
    };
    expect(dns({})).toMatchObject({
      to: [{}, { ipBlock: { cidr: '169.254.20.10/32' } }, { ipBlock: { cidr: '169.254.25.10/32' } }],
      ports: [
        { protocol: 'UDP', port: 53 },
        { protocol: 'TCP', port: 53 },
      ],
    });
    const podLabels = { 'dns.operator.openshift.io/daemonset-dns': 'default' };
    const openshift = { namespace: 'openshift-dns', podLabels, ports: [5353], addresses: [] };
    expect(dns({ cluster: { dns: openshift } })).toEqual({
      to: [
        {
          namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'openshift-dns' } },
          podSelector: { matchLabels: podLabels },
        },
      ],
      ports: [
        { protocol: 'UDP', port: 5353 },
        { protocol: 'TCP', port: 5353 },
      ],
    });
  });

  test('each type is served on its own port, from the ingress controller only', () => {
    const served = policies('canfar').filter(({ metadata }) => metadata.name.startsWith('serve-'));
    const from = { namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'traefik' } } };
    expect(Object.fromEntries(served.map(({ metadata, spec }) => [metadata.name, spec.ingress]))).toEqual({
      'serve-notebook': [{ from: [from], ports: [{ protocol: 'TCP', port: 8888 }] }],
      'serve-desktop': [{ from: [from], ports: [{ protocol: 'TCP', port: 6901 }] }],
      'serve-carta': [{ from: [from], ports: [{ protocol: 'TCP', port: 6901 }] }],
      'serve-contributed': [{ from: [from], ports: [{ protocol: 'TCP', port: 5000 }] }],
      'serve-firefly': [{ from: [from], ports: [{ protocol: 'TCP', port: 8080 }] }],
    });
  });
});

describe('the list of images', () => {
  const listing = (harbors?: string[]) => {
    const registry = {
      kind: 'external' as const,
      hosts: ['a.example.org', 'b.example.org'],
      ...(harbors && { harbors }),
    };
    return manifestsOf({ ...(SITES.demo as SiteInput), registry }).manifests.map(({ object }) => object);
  };

  test('is read from the registries that are a Harbor, while sessions start from all', () => {
    const objects = listing(['b.example.org']);
    const job = objects.find(({ kind }) => kind === 'CronJob')?.spec.jobTemplate.spec.template.spec;
    expect(job.containers[0].env).toContainEqual({ name: 'HARBOR_HOSTS', value: 'b.example.org' });
    const skaha = objects.find(({ kind }) => kind === 'Deployment')?.spec.template.spec;
    expect(skaha.containers[0].env).toContainEqual({
      name: 'skaha.harborhosts',
      value: 'a.example.org b.example.org',
    });
  });

  test('is not kept where no registry is a Harbor', () => {
    expect(listing([]).filter(({ kind, metadata }) => kind === 'CronJob' || metadata.name === 'image-list')).toEqual(
      [],
    );
  });

  test('holds up no delivery: no Job has to succeed first', () => {
    expect(listing().filter(({ kind }) => kind === 'Job')).toEqual([]);
  });
});

describe('pods that read a Secret once', () => {
  const checksums = (name: string, change: Partial<SiteInput>) => {
    const { manifests } = manifestsOf({ ...(SITES.demo as SiteInput), ...change });
    const found = manifests.find(({ object }) => object.metadata.name === name && object.spec?.template);
    return found?.object.spec.template.metadata.annotations;
  };

  test('start anew when it is made of something else', () => {
    const before = checksums('skaha', {})['astroplatform.io/checksum-catalina'];
    expect(before).toMatch(/^[0-9a-f]{16}$/);
    expect(
      checksums('skaha', {
        hosts: { sessions: 'x.example.org' },
        domain: 'other.example.org',
        authority: 'platform.example.org',
      })['astroplatform.io/checksum-catalina'],
    ).not.toBe(before);
    expect(checksums('redis', {})['astroplatform.io/checksum-users']).toMatch(/^[0-9a-f]{16}$/);
  });
});

describe('web', () => {
  test('plain HTTP is a redirect and nothing else', () => {
    const routes = all.canfar?.manifests
      .map(({ object }) => object)
      .filter(({ kind, spec }) => kind === 'IngressRoute' && spec.entryPoints.includes('web'));
    expect(routes).toHaveLength(1);
    expect(routes?.[0]?.spec.routes).toEqual([
      {
        kind: 'Rule',
        match: 'Host(`science.example.org`) || Host(`sessions.science.example.org`)',
        priority: 1,
        middlewares: [{ name: 'https-only' }],
        services: [{ kind: 'TraefikService', name: 'noop@internal' }],
      },
    ]);
    expect(find('canfar', 'Middleware', 'https-only').spec).toEqual({
      redirectScheme: { scheme: 'https', permanent: true },
    });
  });

  test.each([
    ['canfar', 'platform-tls'],
    ['srcnet', 'platform-tls'],
    ['demo', undefined],
  ])('%s: the API has a class, TLS and a header that cannot come from outside', (site, secretName) => {
    const { spec, metadata } = find(site, 'Ingress', 'skaha');
    expect(spec.ingressClassName).toBe('traefik');
    expect(spec.tls).toEqual([{ hosts: [spec.rules[0].host], ...(secretName && { secretName }) }]);
    expect(metadata.annotations?.['traefik.ingress.kubernetes.io/router.middlewares']).toBe(
      'skaha-system-strip-client-certificate@kubernetescrd',
    );
  });
});
