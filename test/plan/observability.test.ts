import { parser } from '@prometheus-io/lezer-promql';
import { platform } from '../../src/constructs/platform';
import type { KubeObject } from '../../src/manifest';
import { alertsOf } from '../../src/plan/observability/alerts';
import { dashboardsOf } from '../../src/plan/observability/dashboards';
import type { Plan } from '../../src/plan/plan';
import canfar from '../../stacks/canfar';
import { changed, plan, withValue } from '../config/small-site';
import { planOf } from '../sites/sites';
import { EXPORTED } from './exported-metrics';

const small = plan(changed('observability', { kind: 'prometheus-operator', labels: { release: 'prometheus' } }));
const full = plan(
  [
    ['queues', { kind: 'kueue' }],
    ['ingress', { tls: { kind: 'cert-manager', issuer: { name: 'x' } } }],
    ['secrets', { kind: 'external-secrets', store: { name: 'x' } }],
    ['observability', { kind: 'prometheus-operator' }],
    ['registry', { kind: 'harbor', storage: { kind: 'filesystem', size: '100Gi' } }],
    ['databases', { kind: 'cloudnative-pg', backup: { kind: 'snapshots', snapshotClass: 'x' } }],
    ['snapshots', { kind: 'scheduled', class: 'x' }],
    ['cluster', { gpus: { kind: 'operator', driver: 'preinstalled' } }],
    [
      'pools',
      {
        service: { role: 'services', nodes: 2, allocatable: { cpu: 16, memory: '60Gi', ephemeral: '200Gi' } },
        cpu: { nodes: 3, allocatable: { cpu: 32, memory: '120Gi', ephemeral: '1Ti' } },
        gpu: { nodes: 1, allocatable: { cpu: 32, memory: '120Gi', ephemeral: '1Ti' }, gpu: { product: 'X', count: 2 } },
      },
    ],
  ].reduce<unknown>((site, [path, value]) => withValue(site, [path as string], value), changed('name', 'keck')),
);
const sites: [string, Plan][] = [
  ['a small site', small],
  ['a site with everything', full],
];
const known = new Set(Object.values(EXPORTED).flatMap(({ metrics }) => metrics));

const expressions = (site: Plan): [string, string][] => [
  ...dashboardsOf(site).flatMap(({ name, panels }) =>
    panels.flatMap(({ title, queries }) => queries.map(({ expr }): [string, string] => [`${name}/${title}`, expr])),
  ),
  ...alertsOf(site).map(({ name, expr }): [string, string] => [name, expr]),
];

/** Names of nodes of a parsed expression, each with its text. */
function nodesOf(expr: string): { name: string; text: string }[] {
  const nodes: { name: string; text: string }[] = [];
  parser.parse(expr).iterate({
    enter: ({ name, from, to, type }) => {
      nodes.push({ name: type.isError ? 'error' : name, text: expr.slice(from, to) });
    },
  });
  return nodes;
}

/** What may tell lines apart. The name of a pod is no such thing: that of a session holds its user's name. */
const GROUPS = new Set([
  ...['le', 'node', 'namespace', 'name', 'phase', 'status', 'reason', 'code', 'resource', 'cluster_queue'],
  ...['deployment', 'statefulset', 'container', 'cronjob', 'horizontalpodautoscaler', 'persistentvolumeclaim'],
  ...['project_name', 'component', 'type', 'datname', 'modelName'],
  'label_canfar_net_kind',
]);

describe.each(sites)('%s', (_, site) => {
  const all = expressions(site);

  test.each(all)('%s is PromQL over metrics that somebody exports', (_, expr) => {
    const nodes = nodesOf(expr);
    expect(nodes.filter(({ name }) => name === 'error')).toEqual([]);
    const metrics = nodes.filter(({ name }) => name === 'Identifier').map(({ text }) => text);
    expect(metrics.length).toBeGreaterThan(0);
    expect(metrics.filter((metric) => !known.has(metric))).toEqual([]);
  });

  test.each(all)('%s tells no users apart', (_, expr) => {
    expect(expr).not.toMatch(/canfar_net_(?!kind)|username/);
    // Every metric is within an aggregate, and that keeps only labels that say nothing of a person.
    const grouped = [...expr.matchAll(/(?:sum|min|max|count|quantile) by \(([^)]*)\)/g)].flatMap(([, labels = '']) =>
      labels.split(',').map((label) => label.trim()),
    );
    expect(grouped.filter((label) => !GROUPS.has(label))).toEqual([]);
    for (const { from, to, inside } of selectorsOf(expr)) {
      expect([expr.slice(from, to), inside]).toEqual([expr.slice(from, to), true]);
    }
  });

  test('every legend names labels that its query keeps', () => {
    for (const { panels } of dashboardsOf(site))
      for (const { queries } of panels)
        for (const { expr, legend } of queries) {
          const kept = [...expr.matchAll(/by \(([^)]*)\)/g)].flatMap(([, labels = '']) => labels.split(/,\s*/));
          for (const [, label = ''] of legend.matchAll(/{{(\w+)}}/g)) expect(kept).toContain(label);
        }
  });

  test('names of alerts and pages are taken once', () => {
    const names = alertsOf(site).map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    for (const name of names) expect(name).toMatch(/^[A-Z][A-Za-z0-9]+$/);
  });
});

/** Metrics of an expression, and whether each is below an aggregate or an `absent`. */
function selectorsOf(expr: string): { from: number; to: number; inside: boolean }[] {
  const found: { from: number; to: number; inside: boolean }[] = [];
  parser.parse(expr).iterate({
    enter: ({ name, from, to, node }) => {
      if (name !== 'VectorSelector') return;
      let at = node.parent;
      let inside = false;
      for (; at; at = at.parent) {
        const text = expr.slice(at.from, at.to);
        if (at.name === 'AggregateExpr' || (at.name === 'FunctionCall' && text.startsWith('absent'))) inside = true;
      }
      found.push({ from, to, inside });
    },
  });
  return found;
}

test('the test tells a bad expression from a good one', () => {
  expect(nodesOf('sum(rate(x[5m])').some(({ name }) => name === 'error')).toBe(true);
  expect(selectorsOf('kube_pod_status_phase{phase="Running"}')[0]?.inside).toBe(false);
});

test('every way in which a site makes backups is watched', () => {
  const told = (site: Plan) =>
    alertsOf(site)
      .filter(({ name }) => name.includes('Backup'))
      .map(({ name, expr }) => [name, /cronjob=~"([^"]*)"/.exec(expr)?.[1]]);
  expect(told(small)).toEqual([]);
  expect(told(full)).toEqual([
    ['BackupFails', 'snapshot-volumes'],
    ['DatabaseBackupFails', undefined],
  ]);
  // Each is a schedule of the site, and each schedule that an object with data names is among them.
  const { manifests } = platform(planOf(canfar));
  const named = manifests.flatMap(
    ({ object }) =>
      /by CronJob (\S+)$/.exec(object.metadata.annotations?.['astroplatform.io/backup'] ?? '')?.slice(1) ?? [],
  );
  expect(told(planOf(canfar))).toEqual([['BackupFails', [...new Set(named)].sort().join('|')]]);
});

test('a site without queues, certificates or GPUs has no picture of them', () => {
  expect(dashboardsOf(small).map(({ name }) => name)).toEqual(['sessions', 'capacity', 'storage', 'platform']);
  expect(JSON.stringify([dashboardsOf(small), alertsOf(small)])).not.toMatch(
    /kueue|certmanager|nvidia|externalsecret|harbor|cnpg|DCGM/,
  );
  for (const page of ['queues', 'registry', 'databases', 'gpus'])
    expect(dashboardsOf(full).map(({ name }) => name)).toContain(page);
});

describe('what reaches the cluster', () => {
  const objects = platform(small).manifests.map(({ object }) => object);
  const named = (kind: string, name: string) =>
    objects.find((object) => object.kind === kind && object.metadata.name === name) as KubeObject;

  test('dashboards are files that Grafana finds by a label', () => {
    const { metadata, data } = named('ConfigMap', 'keck-dashboard-capacity');
    expect(metadata).toMatchObject({
      namespace: 'monitoring',
      labels: { grafana_dashboard: '1' },
      annotations: { grafana_folder: 'keck' },
    });
    const dashboard = JSON.parse(data['keck-capacity.json']);
    expect(dashboard).toMatchObject({ uid: 'keck-capacity', title: 'keck: Capacity' });
    expect(dashboard.panels.map(({ id }: { id: number }) => id)).toEqual(
      dashboard.panels.map((_: unknown, i: number) => i + 1),
    );
    for (const panel of dashboard.panels)
      for (const target of panel.targets)
        expect(target).toMatchObject({ expr: expect.any(String), refId: expect.stringMatching(/^[A-Z]$/) });
  });

  test('alerts are rules that Prometheus finds by the labels of the site', () => {
    const rule = named('PrometheusRule', 'keck-platform');
    expect(rule.metadata.labels).toMatchObject({ release: 'prometheus' });
    expect(rule.spec.groups[0].rules[0]).toMatchObject({
      alert: 'SessionServiceDown',
      for: '5m',
      labels: { severity: 'critical', site: 'keck' },
    });
  });

  test('who measures itself is asked by Prometheus, and lets it in', () => {
    const { manifests } = platform(full);
    const monitors = manifests.map(({ object }) => object).filter(({ kind }) => kind === 'PodMonitor');
    const parts = ['core-metrics', 'exporter', 'jobservice-metrics', 'registry-metrics'].map(
      (name) => `harbor-${name}`,
    );
    expect(monitors.map(({ metadata }) => metadata.name).sort()).toEqual(
      [...parts, 'postgres-metrics'].map((name) => `keck-${name}`),
    );
    for (const { metadata } of monitors) {
      const policy = manifests.find(
        ({ object }) => object.kind === 'NetworkPolicy' && `keck-${object.metadata.name}` === metadata.name,
      )?.object;
      expect(JSON.stringify(policy?.spec.ingress)).toContain('"kubernetes.io/metadata.name":"monitoring"');
    }
  });

  test('a pool that has fewer nodes than declared is told of', () => {
    expect(alertsOf(small).find(({ name }) => name === 'NodesMissingNodes')?.expr).toContain('< 3');
  });

  test('without observability there is nothing of it', () => {
    const kinds = platform(plan(changed('name', 'keck'))).manifests.map(({ object }) => object.kind);
    expect(kinds).not.toContain('PrometheusRule');
  });
});
