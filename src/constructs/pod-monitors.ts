import { Construct } from 'constructs';
import type { Plan } from '../plan/plan';
import { MONITORING_API } from '../plan/provides';
import { Resource } from './resource';
import type { Edge, Workload } from './traffic';

/** Pods that tell Prometheus how they are. */
export interface Measured extends Workload {
  readonly port: number;
  /** Name of the port in their pods. */
  readonly portName: string;
}

/** Who of the platform's own pods Prometheus asks, where a site is observed. */
export class PodMonitors extends Construct {
  /** Prometheus calls them. */
  readonly edges: readonly Edge[];

  constructor(scope: Construct, id: string, { site }: Plan, measured: readonly Measured[]) {
    super(scope, id);
    const { observability, namespaces } = site;
    this.edges = [];
    if (observability.kind === 'none') return;
    const { namespace, labels } = observability;
    this.edges = measured.map((to) => ({ from: { namespace }, to }));
    for (const { name, labels: ofPods, portName } of measured)
      new Resource(this, name, {
        apiVersion: MONITORING_API,
        kind: 'PodMonitor',
        metadata: { name: `${site.name}-${name}`, namespace, labels },
        spec: {
          namespaceSelector: { matchNames: [namespaces.services] },
          selector: { matchLabels: ofPods },
          podMetricsEndpoints: [{ port: portName, path: '/metrics' }],
        },
      });
  }
}
