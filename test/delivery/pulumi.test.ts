import { createPublicKey } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import * as pulumi from '@pulumi/pulumi';
import { ApiObject, App, Chart, Lazy } from 'cdk8s';
import * as yaml from 'yaml';
import { renderGitops } from '../../src/delivery/gitops';
import { identityOf, parentsOf, typeToken } from '../../src/delivery/identity';
import { asString, type DeliverOptions, deliver, outputResolver } from '../../src/delivery/pulumi';
import { sourcesOf } from '../../src/delivery/secret-sources';
import { UsageError } from '../../src/errors';
import type { KubeObject, Manifests } from '../../src/manifest';
import { ALL_SITES, manifestsOf } from '../sites/sites';
import { checking, inNamespace, manifest, object, platform } from './fixture';
import { PAIR, type Request, requestsOf, SECRET, secretValue } from './pulumi-engine';

const derOf = (pem: string) => pem.replace(/-----[^-]+-----|\s/g, '');

jest.setTimeout(60_000); // registrations are asynchronous, and a busy machine is slow

const robot = { 'registry-robot': 'the robot' };
/** What a person would have supplied. */
const suppliedTo = ({ secrets }: Manifests) =>
  Object.fromEntries(
    sourcesOf(secrets)
      .filter(({ source }) => source.kind === 'supplied')
      .map(({ name }) => [name, `supplied-${name}`]),
  );
const delivered = (manifests: Manifests, options?: DeliverOptions) =>
  requestsOf(() => deliver(manifests, options), { ...suppliedTo(manifests), ...robot });
const one = (requests: readonly Request[], name: string): Request => {
  const found = requests.filter((request) => request.name === name);
  expect(found).toHaveLength(1);
  return found[0] as Request;
};
const site = (manifests: Manifests['manifests']): Manifests => ({ site: 'x', manifests, secrets: [] });
const config = (data: Record<string, unknown>) =>
  site([manifest('platform/a/config', inNamespace('n', object('v1', 'ConfigMap', 'c', { data })))]);

test('a chart is a Helm release that is kept, after its namespace; what is written in its kinds comes after it', async () => {
  const chart = {
    id: 'platform/addons/mesh',
    capability: 'addons',
    name: 'mesh',
    namespace: 'mesh',
    chart: 'mesh',
    repository: 'https://charts.example.org/',
    version: '1.2.3',
    values: { replicas: 2 },
    apis: ['mesh.example.org/v1'],
    definitionsApart: false,
    dependsOn: ['platform/addons/namespace'],
    protect: true,
  };
  const driver = {
    ...chart,
    id: 'platform/addons/driver',
    name: 'driver',
    chart: 'driver',
    repository: 'oci://registry.example.org/charts',
    protect: false,
  };
  const manifests: Manifests = {
    site: 'x',
    secrets: [],
    charts: [chart, driver],
    manifests: [
      manifest('platform/addons/namespace', object('v1', 'Namespace', 'mesh')),
      manifest('platform/routes/one', object('mesh.example.org/v1', 'Route', 'one'), { dependsOn: [chart.id] }),
    ],
  };
  const requests = await delivered(manifests);
  expect(one(requests, chart.id)).toMatchObject({
    type: 'kubernetes:helm.sh/v3:Release',
    inputs: {
      name: 'mesh',
      namespace: 'mesh',
      chart: 'mesh',
      repositoryOpts: { repo: 'https://charts.example.org' },
      version: '1.2.3',
      values: { replicas: 2 },
      skipAwait: false,
    },
    dependsOn: ['platform/addons/namespace'],
    protect: true,
    retainOnDelete: true,
  });
  expect(one(requests, driver.id)).toMatchObject({
    inputs: { chart: 'oci://registry.example.org/charts/driver' },
    protect: false,
  });
  expect(one(requests, 'platform/routes/one').dependsOn).toEqual([chart.id]);
  const unready = await delivered(manifests, { await: false });
  expect(one(unready, chart.id).inputs).toMatchObject({ skipAwait: true });
});

describe('the requests that the engine gets', () => {
  let requests: readonly Request[];
  beforeAll(async () => {
    requests = await delivered(platform);
  });

  test('are the objects as they are, under their construct paths', () => {
    const ids = [...platform.manifests, ...platform.secrets].map(({ id }) => id);
    expect(
      requests
        .filter(({ type }) => type.startsWith('kubernetes:'))
        .map(({ name }) => name)
        .sort(),
    ).toEqual(ids.toSorted());
    expect(one(requests, 'platform/sessions/skaha/Config')).toMatchObject({
      type: 'kubernetes:core/v1:ConfigMap',
      inputs: platform.manifests.find(({ id }) => id.endsWith('Config'))?.object,
      protect: false,
      retainOnDelete: false,
      version: require('@pulumi/kubernetes/package.json').version,
    });
    expect(one(requests, 'platform/queues/Queue').type).toBe('kubernetes:kueue.example.org/v1:ClusterQueue');
  });

  test('have a tree of chart and component as parents, no deeper', () => {
    expect(one(requests, 'platform')).toMatchObject({ type: 'astroplatform:index:Chart', parent: '' });
    expect(one(requests, 'platform/sessions')).toMatchObject({
      type: 'astroplatform:index:Component',
      parent: 'platform',
    });
    expect(one(requests, 'platform/sessions/skaha/Deployment').parent).toBe('platform/sessions');
    expect(one(requests, 'platform/sessions/ServiceAccount').parent).toBe('platform/sessions');
    const groups = requests.filter(({ type }) => type.startsWith('astroplatform:')).map(({ name }) => name);
    expect(groups.sort()).toEqual([
      'platform',
      'platform/arc',
      'platform/namespaces',
      'platform/queues',
      'platform/redis',
      'platform/sessions',
    ]);
  });

  test('come after what they depend on, and say so', () => {
    expect(one(requests, 'platform/arc/Claim').dependsOn).toEqual([
      'platform/arc/Volume',
      'platform/namespaces/workload',
    ]);
    expect(one(requests, 'platform/queues/Queue').dependsOn).toEqual(['platform/queues/Definition']);
    expect(one(requests, 'platform/redis/acl').dependsOn).toEqual(
      expect.arrayContaining(['platform/namespaces/system', 'secret/redis-session', 'secret/redis-skaha']),
    );
    for (const { id, dependsOn } of [...platform.manifests, ...platform.secrets]) {
      expect(one(requests, id).dependsOn).toEqual(expect.arrayContaining([...dependsOn]));
    }
    expect(requests.some(({ type }) => type === 'pulumi:index:Stash')).toBe(false);
  });

  test('keep what holds data, and nothing else', () => {
    const kept = requests.filter(({ protect }) => protect).map(({ name }) => name);
    expect(kept.sort()).toEqual(platform.manifests.flatMap(({ id, protect }) => (protect ? [id] : [])).sort());
    for (const name of kept) expect(one(requests, name).retainOnDelete).toBe(true);
  });

  test('name earlier construct paths and API versions of the same object', () => {
    const claim = one(requests, 'platform/arc/Claim');
    expect(claim.aliases).toEqual([
      'urn:pulumi:stack::project::astroplatform:index:Chart$astroplatform:index:Component$kubernetes:core/v1:PersistentVolumeClaim::platform/storage/arc/Claim',
    ]);
    expect(one(requests, 'platform/redis/acl').aliases).toEqual([
      'urn:pulumi:stack::project::astroplatform:index:Chart$astroplatform:index:Component$kubernetes:core/v1:Secret::platform/cache/acl',
    ]);
    const queue = one(requests, 'platform/queues/Queue').aliases;
    expect(queue).toContain(
      'urn:pulumi:stack::project::astroplatform:index:Chart$astroplatform:index:Component$kubernetes:kueue.example.org/v1beta1:ClusterQueue::platform/queues/Queue',
    );
    expect(queue.some((alias) => alias.includes('kueue.example.org/v1:'))).toBe(false);
  });

  test('go to one provider that changes ConfigMaps and Secrets in place', () => {
    const provider = one(requests, 'kubernetes');
    expect(provider).toMatchObject({
      type: 'pulumi:providers:kubernetes',
      inputs: {
        enableConfigMapMutable: 'true',
        enableSecretMutable: 'true',
        enableServerSideApply: 'true',
        clusterIdentifier: 'stack',
      },
    });
    for (const { type, provider: used } of requests) {
      if (type.startsWith('kubernetes:'))
        expect(used).toMatch(/pulumi:providers:kubernetes::kubernetes::kubernetes-id$/);
    }
  });

  test('mark every secret value, and hold none outside', () => {
    expect(one(requests, 'platform/redis/acl')).toMatchObject({
      type: 'kubernetes:core/v1:Secret',
      secretOutputs: ['data', 'stringData'],
      inputs: {
        apiVersion: 'v1',
        kind: 'Secret',
        type: 'Opaque',
        metadata: { name: 'redis-acl', namespace: 'skaha-system', labels: { 'app.kubernetes.io/name': 'redis' } },
        stringData: {
          skaha: secretValue('value of secret/redis-skaha'),
          'users.acl': secretValue(
            'user default off\nuser skaha on >value of secret/redis-skaha ~users:* +get\nuser session on >value of secret/redis-session +smembers\n',
          ),
        },
      },
    });
    expect(one(requests, 'platform/sessions/registry').inputs.stringData).toEqual({
      password: secretValue('the robot'),
      config: secretValue('it\'s {the robot} and {{ not }} a "template" $HOME `id`\n'),
    });
    const open = JSON.stringify(requests, (_, value) =>
      value && typeof value === 'object' && (Object.keys(SECRET)[0] as string) in value ? 'hidden' : value,
    );
    expect(open).not.toContain('value of');
    expect(open).not.toContain('the robot');
  });

  test('make random values and keys in the form that was asked', () => {
    expect(one(requests, 'secret/redis-session')).toMatchObject({
      type: 'random:index/randomPassword:RandomPassword',
      inputs: { length: 48, special: false },
    });
    expect(one(requests, 'secret/callback-token')).toMatchObject({
      type: 'tls:index/privateKey:PrivateKey',
      inputs: { algorithm: 'RSA', rsaBits: 2048 },
    });
    const data = one(requests, 'platform/sessions/skaha/callback-token').inputs.stringData as unknown as Record<
      string,
      { value: string }
    >;
    const publicKey = Buffer.from(data['public.key']?.value ?? '', 'base64');
    expect(
      createPublicKey({ key: publicKey, format: 'der', type: 'spki' }).export({ format: 'pem', type: 'spki' }),
    ).toBe(PAIR.publicKeyPem);
    expect(data['private.key']?.value).toMatch(/^MII[A-Za-z0-9+/]+=*$/);
    expect(requests.filter(({ name }) => name.startsWith('secret/'))).toHaveLength(3);
  });

  test('wait for nothing that would not become ready', () => {
    const skipped = requests.flatMap(({ name, inputs }) =>
      (inputs.metadata as KubeObject['metadata'] | undefined)?.annotations?.['pulumi.com/skipAwait'] === 'true'
        ? [name]
        : [],
    );
    expect(skipped.sort()).toEqual([
      'platform/arc/Claim',
      'platform/sessions/images/Job',
      'platform/sessions/skaha/Ingress',
      'platform/sessions/skaha/Service',
    ]);
  });
});

test('the objects are those of the GitOps folder, but for the annotations that each engine adds', async () => {
  const engines = [
    'pulumi.com/skipAwait',
    'argocd.argoproj.io/sync-wave',
    'argocd.argoproj.io/sync-options',
    'kustomize.toolkit.fluxcd.io/prune',
  ];
  const plain = (value: KubeObject): KubeObject => {
    const kept = Object.entries(value.metadata.annotations ?? {}).filter(([name]) => !engines.includes(name));
    const { annotations: _, ...metadata } = value.metadata;
    return { ...value, metadata: kept.length > 0 ? { ...metadata, annotations: Object.fromEntries(kept) } : metadata };
  };
  const byName = (objects: readonly KubeObject[]) =>
    Object.fromEntries(
      objects.map((value) => [
        `${value.apiVersion} ${value.kind} ${value.metadata.namespace} ${value.metadata.name}`,
        plain(value),
      ]),
    );

  const sites = [platform, ...Object.values(ALL_SITES).map(manifestsOf)];
  for (const manifests of sites) {
    const requests = await delivered(manifests);
    const registered = requests
      .filter(({ type, name }) => type.startsWith('kubernetes:') && manifests.manifests.some(({ id }) => id === name))
      .map(({ inputs }) => inputs as unknown as KubeObject);
    expect(registered).toHaveLength(manifests.manifests.length);
    for (const target of [
      { for: 'plain' },
      { for: 'argocd', repository: 'https://git.example.org/x' },
      { for: 'flux' },
    ] as const) {
      const files = renderGitops(manifests, { ...target, secrets: { kind: 'bootstrap' } });
      const written = [...files]
        .filter(([path]) => /^(?:manifests\/[\w-]+|\d+-layer|edge)\/(?!kustomization)/.test(path))
        .map(([, text]) => yaml.parse(text) as KubeObject)
        // A chart is a release of each engine's own.
        .filter(({ apiVersion }) => !/^(?:helm|source)\.toolkit\.fluxcd\.io\//.test(apiVersion));
      expect(byName(registered)).toEqual(byName(written));
    }
  }
});

test('a cluster on which nothing becomes ready yet is waited for only where kinds are defined', async () => {
  const requests = await delivered(platform, { await: false });
  const waited = requests.filter(
    ({ type, inputs }) =>
      type.startsWith('kubernetes:') &&
      !type.endsWith(':Secret') &&
      !JSON.stringify(inputs).includes('pulumi.com/skipAwait'),
  );
  expect(waited.map(({ name }) => name)).toEqual(['platform/queues/Definition']);
});

test('a supplied value comes from the program or the configuration, and all that miss are named at once', async () => {
  const given = await requestsOf(
    () => deliver(platform, { supplied: { 'registry-robot': pulumi.output('given') } }),
    robot,
  );
  expect(one(given, 'platform/sessions/registry').inputs.stringData).toMatchObject({ password: secretValue('given') });
  let count = 0;
  const nothing = requestsOf(() => {
    try {
      return deliver(platform);
    } finally {
      count++;
    }
  });
  await expect(nothing).rejects.toThrow(
    'stack "stack": values of secrets are missing or wrong\n  ✖ registry-robot: nobody supplied it: The robot account\'s password. Run: pulumi config set --secret registry-robot.',
  );
  expect(count).toBe(1);
});

test('a value that its reader would not read as it was written is refused, and not shown', async () => {
  const source = { kind: 'supplied', name: 'database', description: 'a password', form: 'unquoted' } as const;
  const manifests = { ...site([]), secrets: [{ ...checking.secrets[0], keys: { password: [source] } }] } as Manifests;
  let refused = '';
  const tried = (given: string | undefined, config: Record<string, string>) =>
    requestsOf(() => {
      try {
        return deliver(manifests, given === undefined ? {} : { supplied: { database: given } });
      } catch (error) {
        refused = (error as Error).message;
        throw error;
      }
    }, config);
  for (const given of [undefined, "it's"]) {
    await expect(tried(given, given === undefined ? { database: "it's" } : {})).rejects.toThrow();
    expect(refused).toBe(
      'stack "stack": values of secrets are missing or wrong\n  ✖ database: the value has signs that end or change a setting: give one without blanks, quotation marks, backslashes and $. Run: pulumi config set --secret database.',
    );
  }
  const taken = await requestsOf(() => deliver(manifests), { database: 'Kq3-%' });
  expect(JSON.stringify(taken)).toContain('Kq3-%');
});

test('a value that is given for what would be made is taken, and nothing is made', async () => {
  const given = await requestsOf(() => deliver(platform), {
    ...robot,
    'redis-session': 'as before',
    'callback-token': derOf(PAIR.privateKeyPemPkcs8),
  });
  expect(one(given, 'platform/sessions/session-redis').inputs.stringData).toMatchObject({
    password: secretValue('as before'),
  });
  expect(one(given, 'platform/sessions/skaha/callback-token').inputs.stringData).toEqual({
    'private.key': secretValue(derOf(PAIR.privateKeyPemPkcs8)),
    'public.key': secretValue(derOf(PAIR.publicKeyPem)),
  });
  const made = given.filter(({ name }) => name.startsWith('secret/')).map(({ name }) => name);
  expect(made).toEqual(['secret/redis-skaha']);
});

test('a hash comes with the password that it checks, or is supplied like it', async () => {
  const made = await requestsOf(() => deliver(checking));
  expect(one(made, 'platform/registry/login')).toMatchObject({
    protect: true,
    retainOnDelete: true,
    inputs: {
      stringData: {
        passwd: secretValue('registry:hash of secret/registry-password'),
        password: secretValue('value of secret/registry-password'),
      },
    },
  });
  const pem = `-----BEGIN RSA PRIVATE KEY-----\n${derOf(PAIR.privateKeyPem)}\n-----END RSA PRIVATE KEY-----\n`;
  expect(one(made, 'platform/registry/key').inputs.stringData).toMatchObject({ 'key.pem': secretValue(pem) });

  const password = { 'registry-password': 'as before' };
  await expect(requestsOf(() => deliver(checking), password)).rejects.toThrow(
    'registry-line: nobody supplied it, though registry-password, the password that it checks, was supplied: a line as htpasswd -nB registry prints it. Run: pulumi config set --secret registry-line.',
  );
  const given = await requestsOf(() => deliver(checking), {
    ...password,
    'registry-line': 'registry:$2y$',
    'callback-token': derOf(PAIR.privateKeyPemPkcs8),
  });
  expect(one(given, 'platform/registry/login').inputs.stringData).toEqual({
    passwd: secretValue('registry:$2y$'),
    password: secretValue('as before'),
  });
  expect(one(given, 'platform/registry/key').inputs.stringData).toMatchObject({ 'key.pem': secretValue(pem) });
});

test('groups that depend on groups cost no product of edges, and nothing comes too early', async () => {
  const layers = 5;
  const size = 60;
  const name = (layer: number, index: number) => `platform/l${layer}/c${index}`;
  const all = (layer: number) => Array.from({ length: size }, (_, index) => name(layer, index));
  const manifests = Array.from({ length: layers * size }, (_, index) => {
    const layer = Math.floor(index / size);
    const map = inNamespace('n', object('v1', 'ConfigMap', `c${index}`));
    return manifest(name(layer, index % size), map, { dependsOn: layer === 0 ? [] : all(layer - 1) });
  });
  const requests = await delivered(site([...manifests].reverse()));
  const edges = requests.reduce((sum, { dependsOn }) => sum + dependsOn.length, 0);
  expect(edges).toBeLessThan(2.2 * manifests.length);

  const direct = new Map(requests.map((request) => [request.name, request.dependsOn]));
  const reach = (from: string, seen = new Set<string>()): Set<string> => {
    for (const next of direct.get(from) ?? []) if (!seen.has(next)) reach(next, seen.add(next));
    return seen;
  };
  const reached = reach(name(layers - 1, 7));
  for (let layer = 0; layer < layers - 1; layer++) expect([...reached]).toEqual(expect.arrayContaining(all(layer)));
  expect(requests.filter(({ type }) => type === 'pulumi:index:Stash').map((stash) => stash.name)).toEqual([
    'layer-0',
    'layer-1',
    'layer-2',
    'layer-3',
  ]);
});

describe('outputs in manifests', () => {
  test('come back as they were: whole or inside a text, and only what is secret becomes secret', async () => {
    const host = pulumi.output('db.example.org');
    const password = pulumi.secret('hunter2');
    const same = { deep: ['untouched'] };
    const requests = await requestsOf(() =>
      deliver(
        config({
          url: `postgres://${asString(host)}:${asString(pulumi.output(5432))}/uws`,
          dsn: `${asString(host)} ${asString(password)}`,
          password: asString(password),
          port: asString(pulumi.output(5432)),
          list: ['a', asString(host), { b: asString(password) }],
          same,
        }),
      ),
    );
    expect(one(requests, 'platform/a/config').inputs.data).toEqual({
      url: 'postgres://db.example.org:5432/uws',
      dsn: secretValue('db.example.org hunter2'),
      password: secretValue('hunter2'),
      port: 5432,
      list: ['a', 'db.example.org', { b: secretValue('hunter2') }],
      same,
    });
    expect(asString(host)).toBe(asString(host));
    expect(asString(host)).not.toBe(asString(password));
  });

  test('come through cdk8s by the resolver', async () => {
    const app = new App({ resolvers: [outputResolver] });
    const chart = new Chart(app, 'platform');
    const host = pulumi.output('db.example.org');
    const made = new ApiObject(chart, 'config', {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'c', namespace: 'n', annotations: { host: `at ${asString(host)}` } },
      data: { host, lazy: Lazy.any({ produce: () => host }) },
    });
    const requests = await requestsOf(() => deliver(site([manifest('platform/a/config', made.toJson())])));
    expect(one(requests, 'platform/a/config').inputs).toMatchObject({
      metadata: { annotations: { host: 'at db.example.org' } },
      data: { host: 'db.example.org', lazy: 'db.example.org' },
    });
  });

  test('carry the dependency on the resource that they come from', async () => {
    const requests = await requestsOf(() => {
      const other = new pulumi.Stash('database', { input: 'db.example.org' });
      return deliver(config({ host: `${asString(other.input)}:80` }));
    });
    expect(one(requests, 'platform/a/config').dependsOn).toEqual(['database']);
  });

  test('are refused where the identity of an object is, before anything is registered', async () => {
    const token = asString(pulumi.output('x'));
    const named = inNamespace('n', object('v1', 'ConfigMap', `c-${token}`));
    const cases: [KubeObject, string][] = [
      [named, 'metadata.name: it holds a Pulumi output'],
      [inNamespace(token, object('v1', 'ConfigMap', 'c')), 'metadata.namespace: it holds a Pulumi output'],
      [object(token, 'ConfigMap', 'c'), 'apiVersion: it holds a Pulumi output'],
      [object('v1', 'ConfigMap', 'c', { data: { [token]: 'x' } }), '(the name of the field): it holds a Pulumi output'],
      [
        object('v1', 'ConfigMap', 'c', { data: { a: '\u27e6pulumi:99999\u27e7' } }),
        'stands for no output of this program',
      ],
    ];
    for (const [value, message] of cases) {
      const program = requestsOf(() => deliver(site([manifest('platform/a', value)])));
      await expect(program).rejects.toThrow(message);
      await expect(program).rejects.toThrow(UsageError);
    }
  });
});

test('a URN is what the SDK makes of the parents', async () => {
  await requestsOf(() => new Map());
  for (const made of platform.manifests) {
    let parent: pulumi.Output<string> | undefined;
    for (const { type, name } of parentsOf(made.id)) parent = pulumi.createUrn(name, type, parent);
    const urn = pulumi.createUrn(made.id, typeToken(made.object), parent);
    const text = await new Promise((resolve) => urn.apply(resolve));
    expect(text).toBe(`urn:pulumi:stack::project::${identityOf(made).urn}`);
  }
});

describe('type tokens and versions hold for every kind of the SDK:', () => {
  const root = dirname(require.resolve('@pulumi/kubernetes/package.json'));
  const classes = readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((path) => /^[a-z]+\/v\w+\/\w+\.js$/.test(path) && !path.endsWith('index.js'))
    .map((path) => readFileSync(join(root, path), 'utf8'))
    .flatMap((text) => {
      const [type, apiVersion, kind] = [
        /__pulumiType = '([^']+)'/,
        /\["apiVersion"\] = "([^"]+)"/,
        /\["kind"\] = "([^"]+)"/,
      ].map((found) => found.exec(text)?.[1] ?? '');
      return type && apiVersion && kind
        ? [
            {
              type,
              apiVersion,
              kind,
              aliases: [...text.matchAll(/type: "(kubernetes:[^"]+)"/g)].map((match) => match[1] ?? ''),
            },
          ]
        : [];
    })
    .filter(({ type }) => !type.endsWith('Patch') && !type.includes(':meta/')); // answers of the API server, not objects

  test('the token is the one that the typed class has', () => {
    expect(classes.length).toBeGreaterThan(300);
    const wrong = classes.filter((one) => typeToken(one) !== one.type);
    expect(wrong.map(({ type }) => type)).toEqual([]);
  });

  test('an object stays the same when its API version changes within its group', () => {
    for (const { type, apiVersion, kind, aliases } of classes) {
      const group = type.slice('kubernetes:'.length).split('/')[0];
      const ours = identityOf(manifest('a', object(apiVersion, kind, 'x'))).aliases.map((urn) => urn.split('::')[0]);
      const theirs = aliases.filter((alias) => alias.startsWith(`kubernetes:${group}/`) && alias !== type);
      if (!type.includes(':core/')) expect(ours).toEqual(expect.arrayContaining(theirs));
    }
  });
});
