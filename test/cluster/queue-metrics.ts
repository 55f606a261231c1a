import { alertsOf } from '../../src/plan/observability/alerts';
import { dashboardsOf } from '../../src/plan/observability/dashboards';
import { kueueMetrics } from './launch/kueue';
import { until } from './launch/wait';
import type { OnPlatform } from './on-platform';
import { note } from './summary';
import { workloadOf } from './workload';

/** What dashboards and alerts ask of Kueue is what it measures, with the labels that they tell lines apart by. */
export function queueMetrics(on: OnPlatform): void {
  const { plan } = on;
  const queries = [
    ...dashboardsOf(plan).flatMap(({ panels }) => panels.flatMap((panel) => panel.queries)),
    ...alertsOf(plan),
  ].flatMap(({ expr }) => (expr.includes('kueue_') ? [expr] : []));

  afterEach(() => on.service.endAll());

  test('each is measured once sessions were let in, waited and were stopped', async () => {
    const session = await on.service.launch(on.service.prepare('headless'));
    await on.service.running(session);
    // As an administrator takes its quota away.
    const workload = await workloadOf(on, session.job);
    const change = { spec: { active: false } };
    await on.plane.api.must('PATCH', await on.plane.api.pathOf(workload), change, 'application/merge-patch+json');
    const asked = queries.flatMap((expr) =>
      [...expr.matchAll(/kueue_\w+/g)].map(([name]) => ({ name, labels: labelsIn(expr) })),
    );
    expect(asked.length).toBeGreaterThan(5);
    const samples = await until(
      'Kueue has measured all',
      async () => {
        const found = samplesIn(await kueueMetrics(on.plane));
        const missing = asked.filter(({ name }) => !found.has(name)).map(({ name }) => name);
        if (missing.length > 0) throw new Error(`not measured: ${[...new Set(missing)].join(', ')}`);
        return found;
      },
      { seconds: 30 },
    );
    for (const { name, labels } of asked)
      expect([name, [...(samples.get(name) ?? [])]]).toEqual([name, expect.arrayContaining(labels)]);
    const names = [...new Set(asked.map(({ name }) => name))].sort();
    note({ table: 'Measured by Kueue', site: plan.site.name, metrics: names.join(', ') });
  });
}

/** Labels by which a query picks and groups. */
const labelsIn = (expr: string): string[] => {
  const grouped = [...expr.matchAll(/by \(([^)]*)\)/g)].flatMap(([, labels = '']) => labels.split(/,\s*/));
  const picked = [...expr.matchAll(/(\w+)=~?"/g)].map(([, label = '']) => label);
  return [...new Set([...grouped, ...picked])];
};

/** Labels of the samples of each metric, in the text format of Prometheus. */
function samplesIn(text: string): ReadonlyMap<string, ReadonlySet<string>> {
  const found = new Map<string, Set<string>>();
  for (const [, name = '', labels = ''] of text.matchAll(/^([a-z_]\w*)(?:\{(.*)\})? \S+$/gm)) {
    const known = found.get(name) ?? new Set();
    for (const [, label = ''] of labels.matchAll(/(\w+)="/g)) known.add(label);
    found.set(name, known);
  }
  return found;
}
