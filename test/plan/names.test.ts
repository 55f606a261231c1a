import { imageVersion } from '../../src/plan/image-version';
import { changed, plan, smallSite } from '../config/small-site';

test('host names and addresses follow from the domain', () => {
  expect(plan(smallSite()).hosts).toEqual({
    platform: 'platform.keck.example.org',
    sessions: 'sessions.platform.keck.example.org',
    skahaUrl: 'https://platform.keck.example.org/skaha',
    registries: ['https://platform.keck.example.org/reg'],
    harbors: ['images.keck.example.org'],
    images: ['images.keck.example.org'],
    servicePorts: [443, 8443],
  });
  const written = {
    ...changed('hosts', { sessions: 'ws.example.org' }),
    services: { registries: ['https://a/reg', 'https://b/reg'] },
  };
  expect(plan(written).hosts).toMatchObject({
    sessions: 'ws.example.org',
    registries: ['https://a/reg', 'https://b/reg'],
  });
});

test('identities follow from the authority, and the homes from the storage service', () => {
  expect(plan(smallSite()).identities).toEqual({
    authority: 'platform.keck.example.org',
    skaha: 'ivo://platform.keck.example.org/skaha',
    groups: 'ivo://platform.keck.example.org/gms',
    posixMapper: 'ivo://platform.keck.example.org/posix-mapper',
    storage: 'ivo://platform.keck.example.org/cavern',
    homes: 'vos://platform.keck.example.org~cavern/home',
  });
  const written = {
    ...changed('authority', 'keck.org'),
    services: {
      groups: 'ivo://platform.keck.example.org/gms',
      storage: { kind: 'external', id: 'ivo://keck.org/a/vault' },
    },
  };
  expect(plan(written).identities).toMatchObject({
    groups: 'ivo://platform.keck.example.org/gms',
    posixMapper: 'ivo://keck.org/posix-mapper',
    homes: 'vos://keck.org~a~vault/home',
  });
});

test('paths of users follow from the mount', () => {
  expect(plan(changed('arc.mountRoot', '/data/arc')).paths).toEqual({
    root: '/data/arc',
    homes: '/data/arc/home',
    projects: '/data/arc/projects',
  });
});

test('priorities carry the name of the site; services come first, and sessions push nobody out', () => {
  const { services, interactive, headlessHigh } = plan(smallSite()).priorities;
  expect([services.name, interactive.name, headlessHigh.name]).toEqual([
    'keck-services',
    'keck-interactive',
    'keck-headless-high',
  ]);
  expect(services.value > interactive.value && interactive.value > headlessHigh.value).toBe(true);
  expect([services.preempts, interactive.preempts, headlessHigh.preempts]).toEqual([true, false, false]);
});

test('what a site names as somebody else\u2019s counts as there', () => {
  const site = {
    ...changed('ingress', {
      className: 'web',
      namespace: 'edge',
      tls: { kind: 'cert-manager', issuer: { name: 'acme' } },
    }),
    secrets: { kind: 'external-secrets', store: { name: 'vault' } },
    arc: {
      driver: 'cephfs',
      clusterID: 'a',
      fsName: 'b',
      rootPath: '/c',
      nodeStageSecret: { name: 'node', namespace: 'csi' },
    },
  };
  const { provides } = plan({
    ...site,
    sessions: { ...site.sessions, volumes: [{ claim: 'data', mountPath: '/data' }] },
  });
  expect(provides).toMatchObject({
    ingressClasses: ['web'],
    apis: ['traefik.io/v1alpha1', 'cert-manager.io/v1', 'external-secrets.io/v1'],
    issuers: ['acme'],
    secretStores: ['vault'],
    secrets: ['csi/node'],
    claims: ['skaha-workload/data'],
  });
  expect(provides.namespaces).toEqual(expect.arrayContaining(['edge', 'kube-system', 'csi']));
});

test.each([
  ['a.b/c:1.4.0', '1.4.0'],
  ['a:5000/b/c:v2', 'v2'],
  [`a.b/c:1.0@sha256:${'0'.repeat(64)}`, '1.0'],
  [`a.b/c@sha256:${'0123456789abcdef'.repeat(4)}`, '0123456789ab'],
  [`a.b/c:${'1'.repeat(63)}x`, '1'.repeat(63)],
  [`a.b/c:${'1'.repeat(62)}..x`, '1'.repeat(62)],
])('the version of %s is a label value', (image, version) => {
  expect(imageVersion(image)).toBe(version);
});
