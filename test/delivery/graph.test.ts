import { graphOf } from '../../src/delivery/graph';
import type { Manifests } from '../../src/manifest';
import { inNamespace, manifest, object, platform, secret } from './fixture';

const site = (manifests: Manifests['manifests'], secrets: Manifests['secrets'] = []): Manifests => ({
  site: 'x',
  manifests,
  secrets,
});
const edgesOf = (manifests: Manifests) =>
  Object.fromEntries(graphOf(manifests).map(({ id, dependsOn }) => [id, dependsOn]));

test('adds the edges that Kubernetes implies to the declared ones', () => {
  const edges = edgesOf(platform);
  expect(edges['queues/Queue']).toEqual(['queues/Definition']);
  expect(edges['arc/Claim']).toEqual(['arc/Volume', 'namespaces/workload']);
  expect(edges['redis/acl']).toEqual(['namespaces/system']);
  expect(edges['namespaces/system']).toEqual([]);
  const config = inNamespace('a', object('v1', 'ConfigMap', 'c'));
  expect(
    edgesOf(site([manifest('c', config, { dependsOn: ['ns'] }), manifest('ns', object('v1', 'Namespace', 'a'))])),
  ).toEqual({
    c: ['ns'],
    ns: [],
  });
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
