import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import * as yaml from 'yaml';
import { type GitopsOptions, renderGitops } from '../../src/delivery/gitops';
import { graphOf } from '../../src/delivery/graph';
import { layersOf } from '../../src/delivery/order';
import { stagesOf } from '../../src/delivery/stages';
import { edgesOf } from '../../src/kube/edges';
import type { ChartRelease, KubeObject, Manifests } from '../../src/manifest';
import { inNamespace, manifest, object } from './fixture';

const chart = (name: string, more: Partial<ChartRelease> = {}): ChartRelease => ({
  id: `platform/addons/${name}`,
  capability: 'addons',
  name,
  namespace: name,
  chart: name,
  repository: 'https://charts.example.org/',
  version: '1.2.3',
  values: { replicas: 2, note: "it's" },
  apis: [],
  definitionsApart: false,
  dependsOn: [],
  protect: true,
  ...more,
});

const declared = {
  manifests: [
    manifest('platform/addons/namespace-mesh', object('v1', 'Namespace', 'mesh'), { protect: true }),
    manifest('platform/settings/map', inNamespace('mesh', object('v1', 'ConfigMap', 'settings', { data: { a: 'b' } }))),
    manifest('platform/routes/one', object('mesh.example.org/v1', 'Route', 'one')),
  ],
  charts: [
    chart('mesh', { apis: ['mesh.example.org/v1'], definitionsApart: true }),
    chart('driver', {
      namespace: 'mesh',
      repository: 'oci://registry.example.org/charts',
      dependsOn: ['platform/settings/map', 'platform/addons/mesh'],
      protect: false,
    }),
  ],
};
const edges = edgesOf(declared.manifests, [], declared.charts);
const complete = <T extends { id: string; dependsOn: readonly string[] }>(one: T): T => ({
  ...one,
  dependsOn: [...(edges.get(one.id) ?? []), ...one.dependsOn],
});
const site: Manifests = {
  site: 'keck',
  manifests: declared.manifests.map(complete),
  secrets: [],
  charts: declared.charts.map(complete),
};

const secrets = { kind: 'bootstrap' } as const;
const render = (options: GitopsOptions) => renderGitops(site, options);
const parse = (text: string | undefined): KubeObject => yaml.parse(text ?? '');

test('what is written in the kinds of a chart comes after it, and it after its namespace', () => {
  expect(edges.get('platform/routes/one')).toEqual(['platform/addons/mesh']);
  expect(edges.get('platform/addons/driver')).toEqual(['platform/addons/namespace-mesh']);
});

test('two releases of one name are refused', () => {
  const twice = { ...site, charts: [chart('a'), { ...chart('a'), id: 'platform/addons/b' }] };
  expect(() => graphOf(twice)).toThrow('the release a/a: it is declared twice');
});

describe('Argo CD', () => {
  const options: GitopsOptions = {
    for: 'argocd',
    repository: 'https://git.example.org/p.git',
    cluster: 'keck-cluster',
    secrets,
  };
  const files = render(options);

  test('has an Application per chart, in waves, delivered into its own cluster', () => {
    expect(parse(files.get('application-addons.yaml')).spec).toMatchObject({
      source: { path: 'keck/addons' },
      destination: { name: 'in-cluster' },
    });
    const [mesh, driver] = ['mesh', 'driver'].map((name) =>
      parse(files.get(`addons/application.argocd.keck-${name}.yaml`)),
    );
    expect(mesh).toMatchObject({
      metadata: {
        namespace: 'argocd',
        annotations: {
          'argocd.argoproj.io/sync-wave': '0',
          'argocd.argoproj.io/sync-options': 'Prune=false,Delete=false',
        },
      },
      spec: {
        source: {
          repoURL: 'https://charts.example.org/',
          chart: 'mesh',
          targetRevision: '1.2.3',
          helm: { releaseName: 'mesh', valuesObject: { replicas: 2, note: "it's" } },
        },
        destination: { name: 'keck-cluster', namespace: 'mesh' },
        syncPolicy: { retry: { limit: -1 } },
      },
    });
    expect(mesh?.metadata.finalizers).toBeUndefined();
    expect(driver).toMatchObject({
      metadata: { annotations: { 'argocd.argoproj.io/sync-wave': '1' } },
      spec: { source: { repoURL: 'registry.example.org/charts', chart: 'driver' } },
    });
  });

  test('does not ask beforehand about kinds that a chart has yet to define', () => {
    expect(parse(files.get('application.yaml')).spec.syncPolicy.syncOptions).toContain(
      'SkipDryRunOnMissingResource=true',
    );
  });

  test('without charts there is no such Application', () => {
    const none = renderGitops({ ...site, manifests: site.manifests.slice(0, 1), charts: [] }, options);
    expect([...none.keys()].filter((path) => path.includes('addons') && !path.includes('mesh'))).toEqual([]);
  });
});

describe('Flux', () => {
  const files = render({ for: 'flux', secrets });

  test('has releases in a stage before the base; one that reads the base after it', () => {
    const stages = stagesOf(layersOf(graphOf(site)).flat());
    expect(stages.map(({ name, members }) => [name, members.map(({ id }) => id.split('/').at(-1))])).toEqual([
      ['namespaces', ['namespace-mesh']],
      ['addons', ['mesh']],
      ['base', ['map', 'one']],
      ['configured-addons', ['driver']],
    ]);
  });

  test('a repository with an index, and one of OCI', () => {
    const [repository, release] = ['helmrepository', 'helmrelease'].map((kind) =>
      parse(files.get(`manifests/addons/${kind}.flux-system.keck-mesh.yaml`)),
    );
    expect(repository).toMatchObject({ kind: 'HelmRepository', spec: { url: 'https://charts.example.org' } });
    expect(release).toMatchObject({
      apiVersion: 'helm.toolkit.fluxcd.io/v2',
      metadata: { annotations: { 'kustomize.toolkit.fluxcd.io/prune': 'disabled' } },
      spec: {
        releaseName: 'mesh',
        targetNamespace: 'mesh',
        storageNamespace: 'mesh',
        chart: { spec: { chart: 'mesh', version: '1.2.3', sourceRef: { kind: 'HelmRepository', name: 'keck-mesh' } } },
        upgrade: { crds: 'CreateReplace' },
        values: { replicas: 2 },
      },
    });
    const [registry, driver] = ['ocirepository', 'helmrelease'].map((kind) =>
      parse(files.get(`manifests/configured-addons/${kind}.flux-system.keck-driver.yaml`)),
    );
    expect(registry?.spec).toMatchObject({
      url: 'oci://registry.example.org/charts/driver',
      ref: { tag: '1.2.3' },
    });
    expect(driver?.spec).toMatchObject({ chartRef: { kind: 'OCIRepository', name: 'keck-driver' } });
    expect(driver?.spec.chart).toBeUndefined();
  });
});

describe('by hand', () => {
  const files = render({ for: 'plain', secrets });
  let home: string;
  beforeEach(() => {
    home = fs.mkdtempSync(join(tmpdir(), 'addons-'));
    for (const folder of ['bin', 'site/addons']) fs.mkdirSync(join(home, folder), { recursive: true });
    for (const tool of ['helm', 'kubectl'])
      fs.writeFileSync(
        join(home, 'bin', tool),
        // One line per call; `helm show crds` of a chart that has some prints them.
        `#!/bin/sh\nprintf '%s\\n' "${tool} $*" >>'${home}/calls'\nif [ "$1 $2" = 'show crds' ]; then echo 'kind: CustomResourceDefinition'; fi\n[ ! -e '${home}/fail' ] || [ "${tool}" != helm ] || exit 3\n`,
        { mode: 0o755 },
      );
    for (const [path, text] of files) {
      fs.mkdirSync(join(home, 'site', path, '..'), { recursive: true });
      fs.writeFileSync(join(home, 'site', path), text);
    }
  });
  afterEach(() => fs.rmSync(home, { recursive: true }));

  const run = (...argv: string[]) =>
    spawnSync('sh', [join(home, 'site/install-addons.sh'), ...argv], {
      encoding: 'utf8',
      env: { PATH: `${join(home, 'bin')}${delimiter}${process.env.PATH}`, TMPDIR: home },
    });
  const calls = () => fs.readFileSync(join(home, 'calls'), 'utf8').trim().split('\n');

  test('the script applies what an add-on needs, its definitions, and installs it, in order', () => {
    const { status, stderr } = run('--context', 'keck admin');
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    const context = '--context keck admin apply --server-side';
    const known = 'mesh --repo https://charts.example.org --version 1.2.3';
    expect(calls().map((line) => line.replace(/\/\S*definitions\.yaml/, 'DEFINITIONS'))).toEqual([
      `kubectl ${context} --field-manager=astroplatform --filename 00-layer/namespace.mesh.yaml`,
      `helm show crds ${known}`,
      `kubectl ${context} --field-manager=helm --force-conflicts --filename DEFINITIONS`,
      `helm upgrade --install mesh ${known} --kube-context keck admin --namespace mesh --values addons/mesh.yaml --wait --timeout 10m`,
      `kubectl ${context} --field-manager=astroplatform --filename 01-layer/configmap.mesh.settings.yaml`,
      'helm upgrade --install driver oci://registry.example.org/charts/driver --version 1.2.3 --kube-context keck admin --namespace mesh --values addons/driver.yaml --wait --timeout 10m',
    ]);
    expect(fs.readdirSync(home).filter((name) => name.startsWith('tmp.'))).toEqual([]);
  });

  test('it stops at the first that fails, and at a call that it does not understand', () => {
    fs.writeFileSync(join(home, 'fail'), '');
    expect(run().status).toBe(3);
    expect(calls()).toHaveLength(2);
    expect(run('--contxt', 'x')).toMatchObject({ status: 2, stderr: expect.stringContaining('usage:') });
  });

  test('each chart has a file with its values', () => {
    expect(yaml.parse(files.get('addons/mesh.yaml') ?? '')).toEqual({ replicas: 2, note: "it's" });
    // They are no objects of the cluster.
    expect(parse(files.get('kustomization.yaml')).resources).not.toContain('addons');
  });

  const shellcheck = spawnSync('shellcheck', ['--version']).status === 0 ? test : test.skip;
  shellcheck('shellcheck has nothing to say', () => {
    const { stdout } = spawnSync('shellcheck', ['--shell=sh', join(home, 'site/install-addons.sh')], {
      encoding: 'utf8',
    });
    expect(stdout).toBe('');
  });
});
