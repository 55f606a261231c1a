import { Construct } from 'constructs';
import type { ChosenChart } from '../plan/addons/chosen';
import type { Plan } from '../plan/plan';
import { HelmChart } from './helm-chart';
import { podSecurityLabels } from './namespaces';
import { Resource } from './resource';

/** Operators and drivers of others that a site has the platform bring, each with its namespace. */
export class Addons extends Construct {
  private readonly charts = new Map<ChosenChart['key'], HelmChart>();

  constructor(
    scope: Construct,
    id: string,
    private readonly plan: Plan,
  ) {
    super(scope, id);
    for (const { key, facts, version, repository, namespace, values, apis } of plan.charts) {
      const chart = new HelmChart(this, key, {
        name: facts.chart,
        namespace,
        chart: facts.chart,
        repository,
        version,
        values,
        apis,
        definitionsApart: facts.definitionsApart,
      });
      this.charts.set(key, chart);
    }
    // Its certificates come from cert-manager.
    const [metrics, certificates] = [this.charts.get('metricsServer'), this.charts.get('certManager')];
    if (metrics && certificates) metrics.node.addDependency(certificates);
    this.namespaces();
  }

  /** What the GPU Operator reads at its start comes before it. */
  gpuOperatorNeeds(settings: Construct): void {
    this.charts.get('gpuOperator')?.node.addDependency(settings);
  }

  /** A namespace that the site says to be there is somebody else's. */
  private namespaces(): void {
    const { kubernetes, cluster } = this.plan.site;
    const there = ['kube-system', ...cluster.provides.namespaces];
    const levels = new Map(this.plan.charts.map(({ namespace, podSecurity }) => [namespace, podSecurity]));
    for (const [name, level] of levels) {
      if (there.includes(name)) continue;
      const labels = podSecurityLabels(level, kubernetes, level);
      new Resource(
        this,
        `namespace-${name}`,
        { apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels } },
        { protect: true },
      );
    }
  }
}
