import type { Plan } from '../plan';
import { strandedCores } from './capacity-panels';
import type { Alert } from './dashboard';
import { measuredParts } from './part-panels';
import { memoryOfKeepers } from './platform-panels';
import { scheduleAlerts } from './schedule-alerts';
import { type Terms, TYPE, termsOf } from './terms';

/** What a person is told of, and what to do then. */
export function alertsOf(plan: Plan): readonly Alert[] {
  const terms = termsOf(plan.site);
  return [
    ...serviceAlerts(plan, terms),
    ...scheduleAlerts(plan, terms),
    ...sessionAlerts(plan, terms),
    ...capacityAlerts(plan, terms),
    ...storageAlerts(terms),
    ...measuredParts(plan, terms).flatMap(({ alerts }) => alerts),
  ];
}

const serviceAlerts = ({ site }: Plan, { inServices }: Terms): Alert[] => [
  {
    name: 'SessionServiceDown',
    severity: 'critical',
    expr: `sum(kube_deployment_status_replicas_available{${inServices},deployment="skaha"}) < 1`,
    for: '5m',
    summary: 'Nobody can start or stop a session',
    action:
      'Read the events and logs of the Deployment skaha. It is ready only when registry, groups, POSIX mapper and storage answer it.',
  },
  {
    name: 'ServiceIncomplete',
    severity: 'warning',
    expr: `sum by (deployment) (kube_deployment_spec_replicas{${inServices}} - kube_deployment_status_replicas_available{${inServices}}) > 0`,
    for: '15m',
    summary: '{{ $labels.deployment }} has fewer ready copies than it should',
    action: 'Read the events of its pods: no room, an image that cannot be pulled, or a probe that fails.',
  },
  {
    name: 'StatefulServiceIncomplete',
    severity: 'critical',
    expr: `sum by (statefulset) (kube_statefulset_replicas{${inServices}} - kube_statefulset_status_replicas_ready{${inServices}}) > 0`,
    for: '5m',
    summary: '{{ $labels.statefulset }} is not ready',
    action: 'Read the events of its pod: its volume, or the node that it was on. Sessions cannot start without Redis.',
  },
  {
    name: 'ServiceRestarts',
    severity: 'warning',
    expr: `sum by (container) (increase(kube_pod_container_status_restarts_total{${inServices}}[1h])) > 3`,
    for: '5m',
    summary: '{{ $labels.container }} restarts again and again',
    action: 'Read the logs of the container before its restart (kubectl logs --previous).',
  },
  {
    name: 'MemoryNearItsLimit',
    severity: 'warning',
    expr: `${memoryOfKeepers(inServices)} > 0.9`,
    for: '15m',
    summary: '{{ $labels.container }} uses 90 % of the memory that it may have',
    action: 'Redis refuses what does not fit, and PostgreSQL is killed. Read its log for what grows.',
  },
  {
    name: 'AutoscalerAtItsLimit',
    severity: 'warning',
    expr: `sum by (horizontalpodautoscaler) (kube_horizontalpodautoscaler_status_current_replicas{${inServices}}) >= sum by (horizontalpodautoscaler) (kube_horizontalpodautoscaler_spec_max_replicas{${inServices}})`,
    for: '1h',
    summary: '{{ $labels.horizontalpodautoscaler }} has had all the copies that it may have for an hour',
    action: 'Raise sessions.replicas.max, or find out who asks so much.',
  },
  ...(site.ingress.tls.kind === 'cert-manager'
    ? [
        {
          name: 'CertificateExpires',
          severity: 'critical' as const,
          expr: `min by (name) (certmanager_certificate_expiration_timestamp_seconds{namespace=~"${site.namespaces.services}|${site.namespaces.sessions}"}) - time() < 1209600`,
          for: '1h',
          summary: 'The certificate {{ $labels.name }} expires in less than two weeks and was not renewed',
          action: 'kubectl describe certificate, and the challenge that it names.',
        },
      ]
    : []),
  ...(site.secrets.kind === 'external-secrets'
    ? [
        {
          name: 'SecretNotRead',
          severity: 'warning' as const,
          expr: `sum by (name) (externalsecret_status_condition{namespace=~"${site.namespaces.services}|${site.namespaces.sessions}",condition="Ready",status="False"}) > 0`,
          for: '15m',
          summary: 'The Secret {{ $labels.name }} cannot be read from the store',
          action: 'kubectl describe externalsecret; secret-store.md says what the store must hold.',
        },
      ]
    : []),
];

const sessionAlerts = ({ queues }: Plan, { byType, inSessions }: Terms): Alert[] => [
  {
    name: 'SessionsPending',
    severity: 'warning',
    expr: `sum by (${TYPE}) (${byType(`kube_pod_status_phase{${inSessions},phase="Pending"}`)}) > 5`,
    for: '30m',
    summary: `More than five {{ $labels.${TYPE} }} sessions have not started for half an hour`,
    action:
      'Read the events of one of the pods. No room: see the dashboard Capacity. A pull that fails: the registry, or the image.',
  },
  {
    name: 'SessionsKilledForMemory',
    severity: 'info',
    expr: `sum by (${TYPE}) (${byType(`kube_pod_container_status_terminated_reason{${inSessions},reason="OOMKilled"}`)}) > 10`,
    for: '15m',
    summary: `More than ten {{ $labels.${TYPE} }} sessions reached their memory limit`,
    action: 'If they asked for no size: raise sessions.flexible.limit.',
  },
  ...(queues
    ? [
        {
          name: 'QueueStuck',
          severity: 'warning' as const,
          expr: `sum by (cluster_queue) (kueue_pending_workloads{cluster_queue=~"${queues.teams.map(({ clusterQueue }) => clusterQueue).join('|')}"}) > 0 unless sum by (cluster_queue) (increase(kueue_admitted_workloads_total[1h])) > 0`,
          for: '1h',
          summary: 'Sessions wait in {{ $labels.cluster_queue }}, and none was admitted for an hour',
          action:
            'kubectl describe clusterqueue: inactive, or full of sessions that run for long. astroplatform fit says what would have room.',
        },
      ]
    : []),
];

const capacityAlerts = (plan: Plan, terms: Terms): Alert[] => [
  ...plan.capacity
    .filter(({ name }) => plan.site.pools[name]?.provider.kind === 'existing')
    .map(
      ({ name, nodes }): Alert => ({
        name: `NodesMissing${name.replace(/(?:^|[^A-Za-z0-9])([A-Za-z0-9])/g, (_, sign: string) => sign.toUpperCase())}`,
        severity: 'warning',
        expr: `count(${terms.allocatable(name, 'pods')}) < ${nodes} or absent(${terms.allocatable(name, 'pods')})`,
        for: '30m',
        summary: `The pool ${name} has fewer nodes than the ${nodes} that pools.${name}.nodes declares`,
        action: 'Quotas and menus promise what is not there. Bring the nodes back, or declare what there is.',
      }),
    ),
  {
    name: 'CoresStranded',
    severity: 'info',
    expr: `(${strandedCores(plan, terms)}) > 0.2 * (${plan.capacity.map(({ name }) => `sum(${terms.allocatable(name, 'cpu')})`).join(' + ')})`,
    for: '2h',
    summary: 'A fifth of all cores is on nodes without memory for a session',
    action:
      'Sessions ask for more memory per core than nodes have. astroplatform simulate shows what other sizes would do.',
  },
];

const storageAlerts = ({ inServices }: Terms): Alert[] => [
  {
    name: 'VolumeFills',
    severity: 'warning',
    expr: `max by (persistentvolumeclaim) (kubelet_volume_stats_used_bytes{${inServices}} / kubelet_volume_stats_capacity_bytes{${inServices}}) > 0.85`,
    for: '15m',
    summary: 'The volume {{ $labels.persistentvolumeclaim }} is 85 % full',
    action: 'Make it larger (the key of its size in the site), or find out what grows.',
  },
  {
    name: 'ClaimNotBound',
    severity: 'critical',
    expr: `sum by (persistentvolumeclaim) (kube_persistentvolumeclaim_status_phase{${inServices},phase=~"Pending|Lost"}) > 0`,
    for: '15m',
    summary: 'The claim {{ $labels.persistentvolumeclaim }} has no volume',
    action: 'kubectl describe persistentvolumeclaim. Lost: its volume was deleted, see docs/operations.md.',
  },
  {
    name: 'NodesUnderDiskPressure',
    severity: 'warning',
    expr: 'sum(kube_node_status_condition{condition="DiskPressure",status="true"}) > 0',
    for: '10m',
    summary: 'A node is about to evict sessions for want of local disk',
    action: 'Sessions write more than scratch.perSession reserves, or images fill the disk.',
  },
];
