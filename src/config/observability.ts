import * as z from 'zod';
import { DnsLabel, LabelKey, LabelValue } from './names';

/** Dashboards, alerts, and who collects what the platform measures. */
export const Observability = z.discriminatedUnion('kind', [
  /** None. */
  z.strictObject({ kind: z.literal('none') }),
  /** Prometheus' operator and Grafana, which the cluster has; Prometheus scrapes kubelets and kube-state-metrics. */
  z.strictObject({
    kind: z.literal('prometheus-operator'),
    /** Namespace that the dashboards and alerts are put into; it exists. */
    namespace: DnsLabel.default('monitoring'),
    /** Labels by which Prometheus finds rules and monitors, e.g. `release: kube-prometheus-stack`. */
    labels: z.record(LabelKey, LabelValue).default({}),
    /** Folder of the dashboards in Grafana. @default the site's name */
    folder: DnsLabel.optional(),
  }),
]);
export type Observability = z.infer<typeof Observability>;
