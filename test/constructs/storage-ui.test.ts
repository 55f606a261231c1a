import { servicesRequest } from '../../src/plan/sizes';
import { CADC, SERVICES, servicesManifests, servicesPlan } from '../policies/services/services-site';

const FILE = 'org.opencadc.vosui.properties';
const made = (change: Parameters<typeof servicesManifests>[0] = {}) => {
  const { manifests, secrets } = servicesManifests(change);
  const find = (kind: string, name = 'storage-ui') =>
    manifests.map(({ object }) => object).find((one) => one.kind === kind && one.metadata.name === name);
  const settings = secrets.find(({ name }) => name === 'storage-ui-settings')?.keys[FILE] ?? [];
  return { find, settings, secrets, text: settings.map((piece) => (typeof piece === 'string' ? piece : '*')).join('') };
};

test('the settings are one file of a Secret: the service that owns /arc first, then the others', () => {
  const vault = { id: 'ivo://vault.example.org/vault', homes: '/', features: { paging: true, externalLinks: true } };
  const { settings, text } = made({ services: { ...SERVICES, storageUi: { kind: 'embedded', spaces: { vault } } } });
  expect(text).toBe(`org.opencadc.vosui.service.default = arc
org.opencadc.vosui.service.name = arc
org.opencadc.vosui.service.name = vault
org.opencadc.vosui.arc.service.resourceid = ivo://science.example.org/cavern
org.opencadc.vosui.arc.node.resourceid = vos://science.example.org~cavern
org.opencadc.vosui.arc.user.home = /home
org.opencadc.vosui.arc.service.groupManagementURI = https://science.example.org/storage/list
org.opencadc.vosui.arc.service.features.batchDownload = true
org.opencadc.vosui.arc.service.features.batchUpload = true
org.opencadc.vosui.arc.service.features.externalLinks = false
org.opencadc.vosui.arc.service.features.paging = false
org.opencadc.vosui.arc.service.features.directDownload = false
org.opencadc.vosui.vault.service.resourceid = ivo://vault.example.org/vault
org.opencadc.vosui.vault.node.resourceid = vos://vault.example.org~vault
org.opencadc.vosui.vault.user.home = /
org.opencadc.vosui.vault.service.groupManagementURI = https://science.example.org/storage/list
org.opencadc.vosui.vault.service.features.batchDownload = true
org.opencadc.vosui.vault.service.features.batchUpload = true
org.opencadc.vosui.vault.service.features.externalLinks = true
org.opencadc.vosui.vault.service.features.paging = true
org.opencadc.vosui.vault.service.features.directDownload = false
org.opencadc.vosui.gms.service_id = ivo://science.example.org/gms
org.opencadc.vosui.theme.name = src
org.opencadc.vosui.oidc.clientID = storage-ui
org.opencadc.vosui.oidc.redirectURI = https://science.example.org/storage/oidc-callback
org.opencadc.vosui.oidc.callbackURI = https://science.example.org/storage/list
org.opencadc.vosui.oidc.scope = openid profile offline_access
org.opencadc.vosui.oidc.clientSecret = *
org.opencadc.vosui.tokenCache.url = redis://storage-ui:*@storage-ui-redis.skaha-system.svc.cluster.local:6379
`);
  expect(settings.filter((piece) => typeof piece !== 'string')).toEqual([
    expect.objectContaining({ kind: 'supplied', name: 'login-storage' }),
    expect.objectContaining({ kind: 'generated', name: 'redis-storage-ui' }),
  ]);
});

test('by cookies of the CADC: no provider, no token, no cache, and the key by which cookies are verified', () => {
  const { find, text, secrets } = made(CADC);
  expect(text).not.toMatch(/oidc|tokenCache/);
  expect(find('Deployment', 'storage-ui-redis')).toBeUndefined();
  expect(secrets.map(({ name }) => name)).not.toContain('storage-ui-redis-users');
  const { sources } = find('Deployment')?.spec.template.spec.volumes[0].projected ?? {};
  expect(sources).toContainEqual({
    secret: {
      name: 'cadc-signature-key',
      items: [{ key: 'RsaSignaturePub.key', path: 'RsaSignaturePub.key' }],
    },
  });
  // The certificate of the session service is nobody else's.
  expect(JSON.stringify(sources)).not.toContain('cadcproxy');
});

test('only the storage interface reaches the cache', () => {
  const { find } = made();
  expect(find('NetworkPolicy', 'storage-ui-redis')?.spec).toEqual({
    podSelector: { matchLabels: { 'app.kubernetes.io/name': 'storage-ui-redis' } },
    policyTypes: ['Ingress'],
    ingress: [
      {
        from: [{ podSelector: { matchLabels: { 'app.kubernetes.io/name': 'storage-ui' } } }],
        ports: [{ protocol: 'TCP', port: 6379 }],
      },
    ],
  });
  expect(find('Deployment', 'storage-ui-redis')?.spec).toMatchObject({ replicas: 1, strategy: { type: 'Recreate' } });
});

test('the heap is below the limit, and readiness asks the first page', () => {
  const { find } = made({ services: { ...SERVICES, storageUi: { kind: 'embedded', path: '/files' } } });
  const [container] = find('Deployment')?.spec.template.spec.containers ?? [];
  expect(container.env).toEqual([{ name: 'JAVA_OPTS', value: '-Xms128m -Xmx1075m' }]);
  expect(container.resources.limits.memory).toBe('1536Mi');
  expect(container.readinessProbe.exec.command[2]).toContain('GET /files/list HTTP/1.0');
  expect(find('ConfigMap', 'storage-ui-config')?.data['war-rename.conf']).toBe('mv storage.war files.war\n');
  expect(find('Ingress')?.spec.rules[0].http.paths[0].path).toBe('/files');
});

test('the capacity of the services counts every pod', () => {
  const small = servicesRequest(servicesPlan({ services: {} }).site);
  const all = servicesRequest(servicesPlan().site);
  // Two portals, the storage interface and its cache.
  expect([all.pods - small.pods, all.cpu - small.cpu]).toEqual([4, 200 + 250 + 50]);
  expect(servicesRequest(servicesPlan(CADC).site).pods).toBe(all.pods - 1);
});
