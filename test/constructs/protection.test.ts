import { policiesInForce } from '../../src/check/admission/in-force';
import { refusals } from '../../src/check/admission/policy';
import { deletion } from '../../src/check/admission/request';
import type { SiteInput } from '../../src/config/site';
import { renderGitops } from '../../src/delivery/gitops';
import type { KubeObject } from '../../src/manifest';
import { manifestsOf, SITES } from '../sites/sites';

const { manifests } = manifestsOf(SITES.canfar as SiteInput);
const policies = policiesInForce(manifests.map(({ object }) => object));
const said = (object: KubeObject, by = 'alice') => policies.flatMap((bound) => refusals(bound, deletion(object, by)));
const claim = (name: string, namespace = 'skaha-system', annotations?: Record<string, string>): KubeObject => ({
  apiVersion: 'v1',
  kind: 'PersistentVolumeClaim',
  metadata: { name, namespace, ...(annotations && { annotations }) },
});

test('a refusal names the object and what lets it go', () => {
  expect(said(claim('arc'))).toEqual([
    'PersistentVolumeClaim skaha-system/arc holds data, or what data cannot be read without. If it is to go all the same: kubectl annotate persistentvolumeclaims arc --namespace=skaha-system astroplatform.io/delete=arc',
  ]);
  expect(
    said({ apiVersion: 'apps/v1', kind: 'StatefulSet', metadata: { name: 'redis', namespace: 'skaha-system' } }),
  ).toEqual([
    expect.stringContaining(
      'kubectl annotate statefulsets.apps redis --namespace=skaha-system astroplatform.io/delete=redis',
    ),
  ]);
  expect(said({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'skaha-workload' } })).toEqual([
    expect.stringMatching(
      /^Namespace skaha-workload holds .* kubectl annotate namespaces skaha-workload astroplatform/,
    ),
  ]);
});

test.each([
  ['what a StatefulSet has claimed', claim('data-redis-0'), true],
  ['a claim of the same name elsewhere', claim('data-redis-0', 'elsewhere'), false],
  ["a session's own volume", claim('s0000001-scratch', 'skaha-workload'), false],
  ['another kind of the same name', { ...claim('arc'), kind: 'ConfigMap' }, false],
])('%s', (_, object, kept) => {
  expect(said(object)).toHaveLength(kept ? 1 : 0);
});

test('an annotation with the name of the object lets it go, and no other does', () => {
  const annotated = (name: string) => said(claim('arc', 'skaha-system', { 'astroplatform.io/delete': name }));
  expect(annotated('arc')).toEqual([]);
  expect(annotated('true')).toHaveLength(1);
  expect(annotated('')).toHaveLength(1);
});

test.each(['generic-garbage-collector', 'namespace-controller'])('%s deletes what it has to', (name) => {
  expect(said(claim('arc'), `system:serviceaccount:kube-system:${name}`)).toEqual([]);
  expect(said(claim('arc'), `system:serviceaccount:elsewhere:${name}`)).toHaveLength(1);
});

describe('claims of CloudNativePG', () => {
  const ofSite = (databases: SiteInput['databases']) => {
    const bound = policiesInForce(
      manifestsOf({ ...SITES.canfar, snapshots: { kind: 'none' }, databases } as SiteInput).manifests.map(
        ({ object }) => object,
      ),
    );
    return (object: KubeObject, by = 'alice') => bound.flatMap((one) => refusals(one, deletion(object, by)));
  };
  const asked = ofSite({ kind: 'cloudnative-pg', operatorNamespace: 'pg-operator' });
  const by = (namespace: string, name: string) => `system:serviceaccount:${namespace}:${name}`;

  test.each([1, 4, 12])('a person does not delete that of server %d, whatever servers there have been', (server) => {
    expect(asked(claim(`postgres-${server}`))).toHaveLength(1);
    expect(asked(claim(`postgres-${server}`, 'elsewhere'))).toEqual([]);
  });

  test('the operator does: servers become fewer, or one is made anew', () => {
    expect(asked(claim('postgres-2'), by('pg-operator', 'cnpg-manager'))).toEqual([]);
    expect(asked(claim('postgres-2'), by('kube-system', 'generic-garbage-collector'))).toEqual([]);
  });

  test.each([
    ['another program', claim('postgres-2'), by('cnpg-system', 'cnpg-manager')],
    ['a server itself', claim('postgres-2'), by('skaha-system', 'postgres')],
    ['a program of a namespace that begins alike', claim('postgres-2'), by('pg-operator-2', 'cnpg-manager')],
    ['the operator, of another claim', claim('arc'), by('pg-operator', 'cnpg-manager')],
    [
      'the operator, of the cluster as a whole',
      {
        apiVersion: 'postgresql.cnpg.io/v1',
        kind: 'Cluster',
        metadata: { name: 'postgres', namespace: 'skaha-system' },
      },
      by('pg-operator', 'cnpg-manager'),
    ],
  ])('not so %s', (_, object, who) => {
    expect(asked(object, who)).toHaveLength(1);
  });

  test('elsewhere the name means nothing', () => {
    expect(said(claim('postgres-2'))).toEqual([]);
  });
});

test('a cluster to play with keeps nothing', () => {
  const ids = manifestsOf(SITES.demo as SiteInput).manifests.map(({ id }) => id);
  expect(ids.filter((id) => id.startsWith('platform/protection'))).toEqual([]);
});

test('it comes last, and no claim waits for it', () => {
  const files = renderGitops(manifestsOf(SITES.srcnet as SiteInput), { for: 'plain', secrets: { kind: 'bootstrap' } });
  const layers = [...new Set([...files.keys()].map((path) => path.split('/')[0] ?? ''))].filter((one) =>
    /^\d\d-layer$|^edge$/.test(one),
  );
  const of = (name: string) =>
    [...files.keys()].filter((path) => path.includes(name)).map((path) => path.split('/')[0]);
  expect(new Set(of('srcnet-protection'))).toEqual(new Set([layers.at(-1)]));
});
