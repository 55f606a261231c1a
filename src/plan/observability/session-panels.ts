import { line, type Panel, type Query } from './dashboard';
import { type Terms, TYPE } from './terms';

const byType = (expr: string): Query => line(`sum by (${TYPE}) (${expr})`, `{{${TYPE}}}`);

/** Sessions by type and state, what they ask for and what they use. */
export const sessionPanels = ({ byType: typed, inSessions }: Terms): Panel[] => [
  {
    title: 'Running',
    description: 'Sessions that run now.',
    kind: 'stat',
    unit: 'short',
    queries: [byType(typed(`kube_pod_status_phase{${inSessions},phase="Running"}`))],
  },
  {
    title: 'By state',
    description: 'All sessions by what Kubernetes says of their pods. Pending for long: see Capacity and Queues.',
    kind: 'timeseries',
    unit: 'short',
    stacked: true,
    queries: [
      line(
        `sum by (phase) (${typed(`kube_pod_status_phase{${inSessions},phase=~"Pending|Running|Failed"}`)})`,
        '{{phase}}',
      ),
    ],
  },
  {
    title: 'By type',
    description: 'Running sessions over time.',
    kind: 'timeseries',
    unit: 'short',
    stacked: true,
    queries: [byType(typed(`kube_pod_status_phase{${inSessions},phase="Running"}`))],
  },
  {
    title: 'Time until ready',
    description:
      'From the start of a pod until it is ready, of the sessions that run now: image, volumes, start script.',
    kind: 'timeseries',
    unit: 's',
    queries: [
      line(
        `quantile by (${TYPE}) (0.5, ${typed(`(kube_pod_status_ready_time{${inSessions}} - kube_pod_start_time{${inSessions}})`)})`,
        `{{${TYPE}}} half`,
      ),
      line(
        `quantile by (${TYPE}) (0.95, ${typed(`(kube_pod_status_ready_time{${inSessions}} - kube_pod_start_time{${inSessions}})`)})`,
        `{{${TYPE}}} 95 %`,
      ),
    ],
  },
  {
    title: 'Killed for memory',
    description: 'Sessions whose container reached its memory limit and is still listed.',
    kind: 'timeseries',
    unit: 'short',
    queries: [byType(typed(`kube_pod_container_status_terminated_reason{${inSessions},reason="OOMKilled"}`))],
  },
  {
    title: 'Asked and used memory',
    description: 'What sessions are promised, and what they use.',
    kind: 'timeseries',
    unit: 'bytes',
    queries: [
      line(`sum(kube_pod_container_resource_requests{${inSessions},resource="memory"})`, 'promised'),
      line(`sum(container_memory_working_set_bytes{${inSessions},container!=""})`, 'used'),
    ],
  },
  {
    title: 'Asked and used cores',
    description: 'What sessions are promised, and what they use.',
    kind: 'timeseries',
    unit: 'short',
    queries: [
      line(`sum(kube_pod_container_resource_requests{${inSessions},resource="cpu"})`, 'promised'),
      line(`sum(rate(container_cpu_usage_seconds_total{${inSessions},container!=""}[5m]))`, 'used'),
    ],
  },
];
