import { Construct } from 'constructs';
import { alertsOf } from '../plan/observability/alerts';
import type { Alert } from '../plan/observability/dashboard';
import { dashboardsOf } from '../plan/observability/dashboards';
import type { Plan } from '../plan/plan';
import { MONITORING_API } from '../plan/provides';
import { ConfigFiles } from './config-files';
import { grafanaJson } from './grafana-json';
import { Resource } from './resource';

/** Dashboards and alerts of a site, where its Prometheus and its Grafana find them. */
export class Observability extends Construct {
  constructor(scope: Construct, id: string, plan: Plan) {
    super(scope, id);
    const { name, observability } = plan.site;
    if (observability.kind === 'none') return;
    const { namespace, labels, folder = name } = observability;
    for (const dashboard of dashboardsOf(plan))
      new ConfigFiles(this, `dashboard-${dashboard.name}`, {
        namespace,
        name: `${name}-dashboard-${dashboard.name}`,
        labels: { grafana_dashboard: '1' },
        annotations: { grafana_folder: folder },
        files: { [`${name}-${dashboard.name}.json`]: grafanaJson(name, dashboard) },
      });
    new Resource(this, 'alerts', {
      apiVersion: MONITORING_API,
      kind: 'PrometheusRule',
      metadata: { name: `${name}-platform`, namespace, labels },
      spec: { groups: [{ name: `${name}-platform`, rules: alertsOf(plan).map((alert) => ruleOf(name, alert)) }] },
    });
  }
}

const ruleOf = (site: string, { name, severity, expr, for: long, summary, action }: Alert) => ({
  alert: name,
  expr,
  for: long,
  labels: { severity, site },
  annotations: { summary, description: action },
});
