import type { Queues } from '../queues';
import { line, type Panel } from './dashboard';

/** Who waits, for how long, and what each team has of its promise. */
export function queuePanels({ teams }: Queues): Panel[] {
  const ours = `cluster_queue=~"${teams.map(({ clusterQueue }) => clusterQueue).join('|')}"`;
  const wait = (part: number) =>
    `histogram_quantile(${part}, sum by (le, cluster_queue) (rate(kueue_admission_wait_time_seconds_bucket{${ours}}[1h])))`;
  return [
    {
      title: 'Waiting',
      description: 'Sessions that wait. Inadmissible: they cannot be admitted before something ends or grows.',
      kind: 'timeseries',
      unit: 'short',
      queries: [
        line(`sum by (cluster_queue, status) (kueue_pending_workloads{${ours}})`, '{{cluster_queue}} {{status}}'),
      ],
    },
    {
      title: 'Wait',
      description: 'How long sessions waited that were admitted in the last hour.',
      kind: 'timeseries',
      unit: 's',
      queries: [line(wait(0.5), '{{cluster_queue}} half'), line(wait(0.95), '{{cluster_queue}} 95 %')],
    },
    {
      title: 'Admitted',
      description: 'Sessions that hold quota.',
      kind: 'timeseries',
      unit: 'short',
      queries: [line(`sum by (cluster_queue) (kueue_admitted_active_workloads{${ours}})`, '{{cluster_queue}}')],
    },
    {
      title: 'Used of its promise',
      description: "Part of each team's quota that it uses. Above 1: of what others lend.",
      kind: 'timeseries',
      unit: 'percentunit',
      queries: [
        line(
          `sum by (cluster_queue, resource) (kueue_cluster_queue_resource_usage{${ours}}) / sum by (cluster_queue, resource) (kueue_cluster_queue_nominal_quota{${ours}})`,
          '{{cluster_queue}} {{resource}}',
        ),
      ],
    },
    {
      title: 'Stopped',
      description: 'Sessions that Kueue stopped, by reason.',
      kind: 'timeseries',
      unit: 'short',
      queries: [
        line(
          `sum by (cluster_queue, reason) (increase(kueue_evicted_workloads_total{${ours}}[1h]))`,
          '{{cluster_queue}} {{reason}}',
        ),
      ],
    },
  ];
}
