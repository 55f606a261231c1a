import * as yaml from 'yaml';
import { type GitopsOptions, renderGitops } from '../../src/delivery/gitops';
import type { KubeObject, Manifests } from '../../src/manifest';
import { inNamespace, manifest, object, platform, secret } from './fixture';

const store = { kind: 'ClusterSecretStore', name: 'vault' } as const;
const secrets = { kind: 'external-secrets', store } as const;
const targets: GitopsOptions[] = [
  { for: 'plain', secrets },
  { for: 'argocd', repository: 'https://git.example.org/platform.git', secrets },
  { for: 'flux', secrets },
];
const [plain, argocd, flux] = targets as [GitopsOptions, GitopsOptions, GitopsOptions];

const parse = (text: string | undefined): KubeObject => yaml.parse(text ?? '');
const objectsIn = (files: ReadonlyMap<string, string>) =>
  [...files]
    .filter(([path]) => /^(?:manifests\/[\w-]+|\d+-layer|edge)\/(?!kustomization)/.test(path))
    .map(([path, text]) => ({ path, object: parse(text) }));
const pathOf = (files: ReadonlyMap<string, string>, end: string) =>
  [...files.keys()].find((path) => path.endsWith(end)) ?? '';
const layerOf = (files: ReadonlyMap<string, string>, end: string) =>
  Number(/(\d+)-layer/.exec(pathOf(files, end))?.[1]);
const site = (manifests: Manifests['manifests']): Manifests => ({ site: 'x', manifests, secrets: [] });

test('writes one file per object, in numbered layers that kustomize can apply one by one or at once', () => {
  const files = renderGitops(platform, plain);
  expect([...files.keys()]).toMatchSnapshot();
  expect(parse(files.get('kustomization.yaml'))).toEqual({
    apiVersion: 'kustomize.config.k8s.io/v1beta1',
    kind: 'Kustomization',
    resources: ['00-layer', '01-layer', '02-layer', '03-layer', 'edge'],
  });
  const first = [...files.keys()].filter(
    (path) => path.startsWith('00-layer/') && !path.endsWith('kustomization.yaml'),
  );
  expect(parse(files.get('00-layer/kustomization.yaml')).resources).toEqual(first.map((path) => path.slice(9)));
  expect(objectsIn(files)).toHaveLength(platform.manifests.length + platform.secrets.length);
});

test.each([
  ['plain', plain, 1],
  // Argo CD waits for the health of a wave, and a claim may wait for its reader.
  ['argocd', argocd, 2],
] as const)('%s: every object is in a later layer than all that it depends on', (_, options, ofClaim) => {
  const files = renderGitops(platform, options);
  const layer = (end: string) => layerOf(files, end);
  expect(layer('namespace.skaha-system.yaml')).toBe(0);
  expect(layer('clusterqueue.demo.yaml')).toBe(1);
  expect(layer('persistentvolumeclaim.skaha-workload.arc.yaml')).toBe(1);
  expect(layer('statefulset.skaha-system.redis.yaml')).toBe(2);
  expect(layer('persistentvolumeclaim.skaha-system.redis.yaml')).toBe(ofClaim);
  expect(layer('deployment.skaha-system.skaha.yaml')).toBe(3);
  expect(pathOf(files, 'horizontalpodautoscaler.skaha-system.skaha.yaml')).toMatch(/^edge\//);
});

test('is the same to the byte, whatever the order of the manifests', () => {
  const reversed = { ...platform, manifests: platform.manifests.toReversed(), secrets: platform.secrets.toReversed() };
  for (const options of targets) {
    const files = [...renderGitops(platform, options)];
    expect([...renderGitops(platform, options)]).toEqual(files);
    expect([...renderGitops(reversed, options)]).toEqual(files);
  }
});

test('Argo CD: waves, one Application for the site, and what holds data is kept', () => {
  const files = renderGitops(platform, argocd);
  expect(parse(files.get('application.yaml'))).toMatchSnapshot();
  expect([...files.keys()].filter((path) => !path.startsWith('manifests/'))).toEqual([
    'README.md',
    'application-edge.yaml',
    'application.yaml',
    'edge/horizontalpodautoscaler.skaha-system.skaha.yaml',
    'edge/ingress.skaha-system.skaha.yaml',
    'edge/job.skaha-workload.seed.yaml',
    'secret-store.md',
  ]);
  // What becomes healthy only by others holds up nobody: an Application of its own, whose sync has one step.
  expect(parse(files.get('application-edge.yaml'))).toMatchObject({
    metadata: { name: 'demo-edge' },
    spec: { source: { path: 'demo/edge' } },
  });
  for (const { path, object } of objectsIn(files)) {
    const wave = /(\d+)-layer/.exec(path)?.[1] ?? '0';
    expect(object.metadata.annotations?.['argocd.argoproj.io/sync-wave']).toBe(String(Number(wave)));
  }
  const claim = parse(files.get(pathOf(files, 'skaha-workload.arc.yaml')));
  expect(claim.metadata.annotations?.['argocd.argoproj.io/sync-options']).toBe('Prune=false,Delete=false');
  const job = parse(files.get(pathOf(files, 'job.skaha-workload.seed.yaml')));
  expect(job.metadata.annotations).toEqual({
    'argocd.argoproj.io/sync-options': 'Replace=true',
    'argocd.argoproj.io/sync-wave': '0',
    note: 'kept',
  });
});

test('Argo CD: an object keeps its own sync options', () => {
  const own = object('v1', 'Namespace', 'a');
  const annotations = { 'argocd.argoproj.io/sync-options': 'Replace=true' };
  const held = manifest('n', { ...own, metadata: { ...own.metadata, annotations } }, { protect: true });
  const files = renderGitops(site([held]), argocd);
  const written = parse(files.get('manifests/00-layer/namespace.a.yaml')).metadata.annotations;
  expect(written?.['argocd.argoproj.io/sync-options']).toBe('Replace=true,Prune=false,Delete=false');
});

test('Flux: Kustomizations that wait for what they need, and what holds data is kept', () => {
  const files = renderGitops(platform, flux);
  expect(parse(files.get('flux/sessions.yaml'))).toMatchSnapshot();
  const stages = ['namespaces', 'base', 'redis', 'sessions', 'edge'];
  expect(parse(files.get('kustomization.yaml')).resources.toSorted()).toEqual(
    stages.map((name) => `flux/${name}.yaml`).sort(),
  );
  const spec = (stage: string) => parse(files.get(`flux/${stage}.yaml`)).spec;
  const before = (stage: string) => (spec(stage).dependsOn ?? []).map(({ name }: { name: string }) => name).sort();
  expect(before('namespaces')).toEqual([]);
  expect(before('base')).toEqual(['demo-namespaces']);
  expect(before('sessions')).toEqual(['demo-base', 'demo-namespaces', 'demo-redis']);
  expect(before('edge')).toHaveLength(4);
  // What waits for others is looked at, and waited for by nobody.
  expect(stages.filter((stage) => !spec(stage).wait)).toEqual(['edge']);
  for (const stage of stages)
    expect(files.has(`${spec(stage).path.replace('./demo/', '')}/kustomization.yaml`)).toBe(true);
  const claim = parse(files.get(pathOf(files, 'skaha-workload.arc.yaml')));
  expect(claim.metadata.annotations).toEqual({ 'kustomize.toolkit.fluxcd.io/prune': 'disabled' });
  const config = parse(files.get(pathOf(files, 'configmap.skaha-system.skaha-config.yaml')));
  expect(config.metadata.annotations).toBeUndefined();
});

test('Flux: an object stays in its Kustomization whatever else is switched on, or Flux would delete it first', () => {
  const paths = (manifests: Manifests) =>
    new Map(objectsIn(renderGitops(manifests, flux)).map(({ path }) => [path.split('/').at(-1), path]));
  const all = paths(platform);
  for (const { capability } of platform.manifests) {
    const manifests = platform.manifests.filter((one) => one.capability !== capability);
    const left = new Set([...manifests, ...platform.secrets].map(({ id }) => id));
    const cut = <T extends { dependsOn: readonly string[] }>(one: T): T => ({
      ...one,
      dependsOn: one.dependsOn.filter((id) => left.has(id)),
    });
    const fewer = paths({ ...platform, manifests: manifests.map(cut), secrets: platform.secrets.map(cut) });
    for (const [name, path] of fewer) expect([capability, path]).toEqual([capability, all.get(name)]);
  }
});

test('Flux: stages that need each other are refused', () => {
  const job = (id: string, capability: string, dependsOn: string[]) => ({
    ...manifest(id, object('apps/v1', 'Deployment', id), { dependsOn }),
    capability,
  });
  const ring = site([job('a', 'x', []), job('b', 'y', ['a']), job('c', 'x', ['b'])]);
  expect(() => renderGitops(ring, flux)).toThrow(/in a ring: x → y → x/);
});

test('lowers a managed secret to an ExternalSecret, or to the script', () => {
  const external = renderGitops(platform, plain);
  expect(external.get(pathOf(external, 'externalsecret.skaha-system.redis-acl.yaml'))).toMatchSnapshot();
  expect(external.has('bootstrap-secrets.sh')).toBe(false);
  expect(external.get('secret-store.md')).toMatchSnapshot();
  for (const options of targets) {
    const files = renderGitops(platform, { ...options, secrets: { kind: 'bootstrap' } });
    expect(files.get('bootstrap-secrets.sh')).toMatch(/^#!\/bin\/sh\n/);
    expect(files.has('secret-store.md')).toBe(false);
    expect(objectsIn(files).map(({ object }) => object.kind)).not.toContain('ExternalSecret');
    expect(objectsIn(files)).toHaveLength(platform.manifests.length);
  }
  expect(
    renderGitops({ ...platform, manifests: [], secrets: [] }, { ...plain, secrets: { kind: 'bootstrap' } }).size,
  ).toBe(2);
});

test('says how the folder reaches a cluster', () => {
  const page = (options: GitopsOptions) => renderGitops(platform, options).get('README.md');
  expect(page({ for: 'plain', secrets: { kind: 'bootstrap' } })).toContain(
    "1. `sh bootstrap-secrets.sh` makes the Secrets that the cluster does not have yet. It asks for what only people know: The robot account's password.\n2. `kubectl apply --server-side --field-manager=astroplatform -k .`\n",
  );
  expect(page(argocd)).toContain('-f application.yaml -f application-edge.yaml`');
  expect(page({ ...argocd, path: 'sites/keck' } as GitopsOptions)).toContain('Commit this folder as `sites/keck` of <');
  expect(page(flux)).toContain('2. Commit this folder as `');
});

test('says what must be there before, and what a person is asked for', () => {
  const rules = [{ host: 'b.example.org' }, { host: 'a.example.org' }, {}];
  const route = manifest(
    'route',
    inNamespace('a', object('networking.k8s.io/v1', 'Ingress', 'r', { spec: { rules } })),
  );
  const match = 'Host(`a.example.org`) || Host(`sessions.example.org`)';
  const https = manifest(
    'https',
    inNamespace('a', object('traefik.io/v1', 'IngressRoute', 'h', { spec: { routes: [{ match }] } })),
  );
  const brought = manifest('certificate', inNamespace('a', object('cert-manager.io/v1', 'Certificate', 'c')));
  const chart = {
    id: 'cm',
    capability: 'addons',
    name: 'cm',
    namespace: 'a',
    chart: 'cm',
    repository: 'https://charts.example.org',
    version: '1.0.0',
    values: {},
    apis: ['cert-manager.io/v1'],
    definitionsApart: false,
    dependsOn: [],
    protect: false,
  };
  const manifests: Manifests = {
    ...platform,
    manifests: [...platform.manifests, route, https, brought],
    charts: [chart],
  };
  for (const target of [plain, argocd, flux]) {
    const page = renderGitops(manifests, { ...target, secrets: { kind: 'bootstrap' } }).get('README.md');
    expect(page).toContain(
      '- DNS leads to the ingress controller: `a.example.org`, `b.example.org`, `science.example.org`, `sessions.example.org`.\n',
    );
    expect(page).toContain('as `kubectl api-versions` tells: `kueue.example.org/v1`, `traefik.io/v1`.\n');
    expect(page).toContain("does not have yet. It asks for what only people know: The robot account's password.\n");
  }
  expect(renderGitops(site([]), plain).get('README.md')).not.toContain('Before:');
});

test('a file name is safe and unique, whatever the name of the object', () => {
  const names = [
    '../../etc/passwd',
    'a/b',
    'A',
    'a',
    'system:node',
    'x'.repeat(253),
    `${'x'.repeat(252)}y`,
    '.',
    'a b\n',
    'é',
    '',
  ];
  const roles = names.map((name, index) =>
    manifest(`r${index}`, object('rbac.authorization.k8s.io/v1', 'ClusterRole', name)),
  );
  const twins = ['one.example.org/v1', 'two.example.org/v1'].map((api, index) =>
    manifest(`t${index}`, object(api, 'Queue', 'q')),
  );
  const dotted = [
    manifest('d1', inNamespace('a', object('v1', 'ConfigMap', 'b'))),
    manifest('d2', object('v2', 'ConfigMap', 'a.b')),
  ];
  const files = renderGitops(site([...roles, ...twins, ...dotted]), plain);
  const paths = [...files.keys()].filter(
    (path) => path.startsWith('00-layer/') && !path.endsWith('kustomization.yaml'),
  );
  expect(paths).toHaveLength(names.length + 4);
  for (const path of paths) expect(path).toMatch(/^00-layer\/[a-z][a-z0-9._-]{0,230}\.yaml$/);
  expect(paths.filter((path) => /\/clusterrole\.a_[0-9a-f]{12}\.yaml$/.test(path))).toHaveLength(2);
  expect(new Set(paths.map((path) => path.toLowerCase())).size).toBe(paths.length);
});

describe('the gate', () => {
  const render = (value: KubeObject) => () => renderGitops(site([manifest('a', value)]), plain);

  test.each([
    ['data', object('v1', 'Secret', 's', { data: { a: 'eA==' } })],
    ['stringData', object('v1', 'Secret', 's', { stringData: { a: 'x' } })],
    [
      'data of a Secret in a list',
      object('v1', 'List', 's', { items: [object('v1', 'Secret', 'in', { data: { a: 'eA==' } })] }),
    ],
    [
      'data of a Secret in a template',
      object('x/v1', 'T', 's', { spec: { template: object('v1', 'Secret', 'in', { data: 'x' }) } }),
    ],
  ])('refuses %s', (_, value) => {
    expect(render(value)).toThrow('it is a Secret with its value in it. Declare a ManagedSecret');
  });

  test.each([
    ['a token', 'http://\u27e6pulumi:12\u27e7/x'],
    ['an output that became text', 'Calling [toString] on an [Output<T>] is not supported.\n\nTo get the value ...'],
    ['an output that became JSON', 'Calling [toJSON] on an [Output<T>] is not supported.'],
  ])('refuses %s', (_, text) => {
    expect(render(object('v1', 'ConfigMap', 'c', { data: { a: text } }))).toThrow(
      '00-layer/configmap.c.yaml: it needs the output of a Pulumi resource, which only `pulumi up` knows.',
    );
  });

  test('lets a Secret through whose value somebody else fills in', () => {
    const token = object('v1', 'Secret', 's', { type: 'kubernetes.io/service-account-token', data: {} });
    expect(render(token)().size).toBe(4);
  });
});

test('refuses secrets that no engine can make', () => {
  const generated = (name: string, length = 32) =>
    ({ kind: 'generated', name, length, alphabet: 'alphanumeric' }) as const;
  const render = (keys: Record<string, readonly (string | ReturnType<typeof generated>)[]>) => () =>
    renderGitops(
      { site: 'x', manifests: [], secrets: [secret('s', { keys })] },
      { ...plain, secrets: { kind: 'bootstrap' } },
    );
  expect(render({ a: [generated('p')], b: [generated('p', 16)] })).toThrow(
    'Secret skaha-system/secret key "b": it wants source "p" as 16 alphanumeric characters, and an earlier key as 32',
  );
  expect(render({ a: [generated('../p')] })).toThrow('"../p" cannot name a source');
  expect(render({ 'a b': [generated('p')] })).toThrow('key "a b": Kubernetes takes no such key');
  expect(render({ a: ['\0', generated('p')] })).toThrow('cannot be written as UTF-8');
  expect(render({ a: ['x', generated('p')] })).toThrow('source "p": "p" stands alone in no key of a Secret');
  expect(render({ a: [{ kind: 'rsa', name: 'k', bits: 2048, part: 'public' } as never] })).toThrow(
    'the private half of "k"',
  );
});
