import { assertNoStatefulReplacement, identityOf, parentsOf, statefulUrns } from '../../src/delivery/identity';
import { withSkipAwait } from '../../src/delivery/skip-await';
import type { Manifest, Manifests } from '../../src/manifest';
import { inNamespace, manifest, object, platform } from './fixture';

const changed = (id: string, change: (one: Manifest) => Partial<Manifest>): Manifests => ({
  ...platform,
  manifests: platform.manifests.map((one) => (one.id === id ? { ...one, ...change(one) } : one)),
});

test('a URN holds the types of chart and component, whatever the depth', () => {
  expect(identityOf(manifest('platform/a/b/c/d', object('v1', 'ConfigMap', 'x'))).urn).toBe(
    'astroplatform:index:Chart$astroplatform:index:Component$kubernetes:core/v1:ConfigMap::platform/a/b/c/d',
  );
  expect(identityOf(manifest('platform/a', object('v1', 'ConfigMap', 'x'))).urn).toBe(
    'astroplatform:index:Chart$kubernetes:core/v1:ConfigMap::platform/a',
  );
  expect(identityOf(manifest('a', object('apps/v1', 'Deployment', 'x'))).urn).toBe('kubernetes:apps/v1:Deployment::a');
  expect(parentsOf('platform/a/b/c').map(({ name }) => name)).toEqual(['platform', 'platform/a']);
});

describe('a release', () => {
  const before = statefulUrns(platform);

  test('lists what holds data', () => {
    expect(before).toHaveLength(platform.manifests.filter(({ protect }) => protect).length);
    expect(before).toContain(
      'astroplatform:index:Chart$astroplatform:index:Component$kubernetes:core/v1:PersistentVolume::platform/arc/Volume',
    );
  });

  test('passes when nothing moved, when it says from where, and when only the API version is another', () => {
    assertNoStatefulReplacement(before, platform);
    assertNoStatefulReplacement(
      before,
      changed('platform/arc/Volume', ({ id }) => ({ id: 'platform/storage/Volume', renamedFrom: [id] })),
    );
    assertNoStatefulReplacement(
      before,
      changed('platform/arc/Volume', ({ id }) => ({ id: 'Volume', renamedFrom: ['platform/x', id] })),
    );
    assertNoStatefulReplacement(
      before,
      changed('platform/redis/server/StatefulSet', (one) => ({ object: { ...one.object, apiVersion: 'apps/v2' } })),
    );
    assertNoStatefulReplacement(
      before,
      changed('platform/sessions/skaha/Config', () => ({ id: 'platform/elsewhere' })),
    );
  });

  test('is refused when an object that holds data moved, changed its kind or went away', () => {
    const refused = (after: Manifests, message: string) =>
      expect(() => assertNoStatefulReplacement(before, after)).toThrow(message);
    refused(
      changed('platform/arc/Volume', () => ({ id: 'platform/storage/Volume' })),
      'site "demo": objects that hold data would be replaced\n  ✖ platform/arc/Volume: Pulumi would delete this PersistentVolume. Add this path to renamedFrom of what replaces it, or move the data first.',
    );
    refused(
      changed('platform/redis/server/StatefulSet', (one) => ({ object: { ...one.object, kind: 'Deployment' } })),
      'delete this StatefulSet',
    );
    refused(
      { ...platform, manifests: platform.manifests.filter(({ id }) => id !== 'platform/redis/server/Claim') },
      'platform/redis/server/Claim',
    );
    // Up one level: the component is no longer among the parents.
    refused(
      changed('platform/arc/Volume', () => ({ id: 'platform/Volume' })),
      'platform/arc/Volume',
    );
  });
});

describe('Pulumi does not wait', () => {
  const skips = (value: Parameters<typeof withSkipAwait>[0], awaits = true) =>
    withSkipAwait(value, awaits).metadata.annotations?.['pulumi.com/skipAwait'];
  const claim = (spec: object) => object('v1', 'PersistentVolumeClaim', 'c', { spec });

  test.each([
    ['an Ingress', object('networking.k8s.io/v1', 'Ingress', 'i'), 'true'],
    ['a LoadBalancer Service', object('v1', 'Service', 's', { spec: { type: 'LoadBalancer' } }), 'true'],
    ['another Service', object('v1', 'Service', 's', { spec: { type: 'ClusterIP' } }), undefined],
    ['a suspended Job', object('batch/v1', 'Job', 'j', { spec: { suspend: true } }), 'true'],
    ['a Job that runs', object('batch/v1', 'Job', 'j', { spec: { suspend: false } }), undefined],
    ['a claim on a volume', claim({ volumeName: 'v' }), 'true'],
    ['a claim that is provisioned', claim({ storageClassName: 'fast' }), undefined],
    ['a Deployment', object('apps/v1', 'Deployment', 'd'), undefined],
    ['an Ingress of somebody else', object('example.org/v1', 'Ingress', 'i'), undefined],
    ['a definition of a kind', object('apiextensions.k8s.io/v1', 'CustomResourceDefinition', 'd'), undefined],
  ])('for %s: as the kind demands', (_, value, expected) => {
    expect(skips(value)).toBe(expected);
    expect(skips(value, false)).toBe(value.kind === 'CustomResourceDefinition' ? undefined : 'true');
  });

  test('and leaves what the object says itself', () => {
    const own = inNamespace('n', object('networking.k8s.io/v1', 'Ingress', 'i'));
    const said = { ...own, metadata: { ...own.metadata, annotations: { a: 'b', 'pulumi.com/skipAwait': 'false' } } };
    expect(withSkipAwait(said, true)).toBe(said);
    const other = { ...own, metadata: { ...own.metadata, annotations: { a: 'b' } } };
    expect(withSkipAwait(other, true).metadata.annotations).toEqual({ a: 'b', 'pulumi.com/skipAwait': 'true' });
  });
});
