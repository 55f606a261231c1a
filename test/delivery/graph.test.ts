import { graphOf } from '../../src/delivery/graph';
import type { Manifests } from '../../src/manifest';
import { inNamespace, manifest, object, platform, secret } from './fixture';

const site = (manifests: Manifests['manifests'], secrets: Manifests['secrets'] = []): Manifests => ({
  site: 'x',
  manifests,
  secrets,
});

test('holds manifests and secrets with the edges that they declare', () => {
  const graph = graphOf(platform);
  expect(graph).toHaveLength(platform.manifests.length + platform.secrets.length);
  for (const { id, dependsOn, manifest, secret } of graph) {
    expect(manifest ?? secret).toMatchObject({ id, dependsOn });
  }
});

test('refuses two of the same', () => {
  const config = inNamespace('a', object('v1', 'ConfigMap', 'c'));
  expect(() => graphOf(site([manifest('x', config), manifest('x', object('v1', 'Namespace', 'a'))]))).toThrow(
    'the construct path "x": it is declared twice',
  );
  expect(() => graphOf(site([manifest('x', config), manifest('y', { ...config, data: {} })]))).toThrow(
    'ConfigMap a/c: it is declared twice',
  );
  const hpa = object('autoscaling/v1', 'HorizontalPodAutoscaler', 'h');
  expect(() => graphOf(site([manifest('x', hpa), manifest('y', { ...hpa, apiVersion: 'autoscaling/v2' })]))).toThrow(
    'twice',
  );
  const byHand = inNamespace('a', object('v1', 'Secret', 's'));
  expect(() => graphOf(site([manifest('x', byHand)], [secret('y', { namespace: 'a', name: 's' })]))).toThrow(
    'Secret a/s',
  );
});

test('refuses replicas that an autoscaler would set too', () => {
  const deployment = (replicas?: number) =>
    manifest(
      'd',
      inNamespace('a', object('apps/v1', 'Deployment', 'web', { spec: replicas === undefined ? {} : { replicas } })),
    );
  const hpa = (name: string) =>
    manifest(
      'h',
      inNamespace(
        'a',
        object('autoscaling/v2', 'HorizontalPodAutoscaler', 'auto', {
          spec: { scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name } },
        }),
      ),
    );
  expect(() => graphOf(site([deployment(1), hpa('web')]))).toThrow(
    'Deployment a/web: it states spec.replicas, and HorizontalPodAutoscaler a/auto sets them too. Leave spec.replicas out.',
  );
  expect(graphOf(site([deployment(), hpa('web')]))).toHaveLength(2);
  expect(graphOf(site([deployment(1), hpa('other')]))).toHaveLength(2);
});
