import type { Plan } from '../plan';
import { line, type Panel } from './dashboard';
import type { Terms } from './terms';

/** Volumes and disks. */
export const storagePanels = ({ inServices, inSessions }: Terms): Panel[] => [
  {
    title: 'Volumes of services',
    description: 'Part that is full. /arc is not among them: static volumes report nothing, ask the storage itself.',
    kind: 'timeseries',
    unit: 'percentunit',
    queries: [
      line(
        `max by (persistentvolumeclaim) (kubelet_volume_stats_used_bytes{${inServices}} / kubelet_volume_stats_capacity_bytes{${inServices}})`,
        '{{persistentvolumeclaim}}',
      ),
    ],
  },
  {
    title: 'Claims that are not bound',
    description: 'Nothing starts that mounts one of these.',
    kind: 'stat',
    unit: 'short',
    queries: [
      line(
        `sum by (namespace) (kube_persistentvolumeclaim_status_phase{namespace=~"${[inServices, inSessions].map((one) => one.slice(11, -1)).join('|')}",phase=~"Pending|Lost"})`,
        '{{namespace}}',
      ),
    ],
  },
  {
    title: 'Scratch in volumes',
    description: 'What sessions have claimed for themselves.',
    kind: 'timeseries',
    unit: 'bytes',
    queries: [line(`sum(kube_persistentvolumeclaim_resource_requests_storage_bytes{${inSessions}})`, 'claimed')],
  },
  {
    title: 'Nodes under disk pressure',
    description: 'Sessions on them are about to be evicted.',
    kind: 'stat',
    unit: 'short',
    queries: [line('sum(kube_node_status_condition{condition="DiskPressure",status="true"})', 'nodes')],
  },
];

// Neither exports numbers of its own.
const KEEPERS = 'container=~"(?:.+-)?redis|postgres"';

/** Part of their memory that Redis and PostgreSQL of the platform use. */
export const memoryOfKeepers = (inServices: string): string =>
  `max by (container) (container_memory_working_set_bytes{${inServices},${KEEPERS}}) / max by (container) (kube_pod_container_resource_limits{${inServices},${KEEPERS},resource="memory"})`;

/** Whether the platform's own services do what they should. */
export const platformPanels = ({ site }: Plan, { inServices }: Terms): Panel[] => [
  {
    title: 'Services without a ready copy',
    description: 'Nobody gets an answer of these.',
    kind: 'stat',
    unit: 'short',
    queries: [line(`count(kube_deployment_status_replicas_available{${inServices}} == 0) or vector(0)`, 'services')],
  },
  {
    title: 'Copies',
    description: 'Ready copies of each service.',
    kind: 'timeseries',
    unit: 'short',
    queries: [
      line(`sum by (deployment) (kube_deployment_status_replicas_available{${inServices}})`, '{{deployment}}'),
      line(`sum by (statefulset) (kube_statefulset_status_replicas_ready{${inServices}})`, '{{statefulset}}'),
    ],
  },
  {
    title: 'Restarts',
    description: 'Restarts of containers in the last hour.',
    kind: 'timeseries',
    unit: 'short',
    queries: [
      line(
        `sum by (container) (increase(kube_pod_container_status_restarts_total{${inServices}}[1h]))`,
        '{{container}}',
      ),
    ],
  },
  {
    title: 'Memory of Redis and PostgreSQL',
    description: 'Part of what each may have. Near 1: Redis refuses what does not fit, and PostgreSQL is killed.',
    kind: 'timeseries',
    unit: 'percentunit',
    queries: [line(memoryOfKeepers(inServices), '{{container}}')],
  },
  {
    title: 'Age of the last success',
    description: 'Of what runs on a schedule, such as the list of images.',
    kind: 'timeseries',
    unit: 's',
    queries: [
      line(`time() - max by (cronjob) (kube_cronjob_status_last_successful_time{${inServices}})`, '{{cronjob}}'),
    ],
  },
  {
    title: 'Requests',
    description: 'Requests to the platform host by answer.',
    kind: 'timeseries',
    unit: 'reqps',
    queries: [
      line(
        `sum by (code) (rate(traefik_entrypoint_requests_total{entrypoint="${site.ingress.entryPoints.https}"}[5m]))`,
        '{{code}}',
      ),
    ],
  },
  ...(site.ingress.tls.kind === 'cert-manager'
    ? [
        {
          title: 'Certificates',
          description: 'Time until they expire. Less than two weeks: the renewal does not work.',
          kind: 'timeseries' as const,
          unit: 's' as const,
          queries: [
            line(
              'min by (namespace, name) (certmanager_certificate_expiration_timestamp_seconds) - time()',
              '{{namespace}}/{{name}}',
            ),
          ],
        },
      ]
    : []),
];
