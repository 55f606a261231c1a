import { harborOf } from '../harbor';
import type { Plan } from '../plan';
import { type Alert, type Dashboard, line } from './dashboard';
import type { Terms } from './terms';

/** A page about a part that not every site has, and what a person is told of it. */
interface Part {
  readonly page: Dashboard;
  readonly alerts: readonly Alert[];
}

/** The parts of a site that measure themselves. */
export const measuredParts = (plan: Plan, terms: Terms): readonly Part[] =>
  [registryPart(plan, terms), databasePart(plan, terms), gpuPart(plan)].filter((part) => part !== undefined);

function registryPart({ site }: Plan, { inServices }: Terms): Part | undefined {
  if (harborOf(site)?.metrics !== true) return undefined;
  const full = `max by (project_name) (harbor_project_quota_usage_byte{${inServices}} / (harbor_project_quota_byte{${inServices}} > 0))`;
  const page: Dashboard = {
    name: 'registry',
    title: 'Registry',
    panels: [
      {
        title: 'Parts that are well',
        description: 'As Harbor sees itself. Without core or registry no image is pulled.',
        kind: 'stat',
        unit: 'short',
        queries: [line(`min by (component) (harbor_up{${inServices}})`, '{{component}}')],
      },
      {
        title: 'Images',
        description: 'Bytes of all images, each layer once.',
        kind: 'timeseries',
        unit: 'bytes',
        queries: [line(`max(harbor_statistics_total_storage_consumption{${inServices}})`, 'stored')],
      },
      {
        title: 'Quota of projects',
        description: 'Part that is used. Who pushes beyond it is refused.',
        kind: 'timeseries',
        unit: 'percentunit',
        queries: [line(full, '{{project_name}}')],
      },
      {
        title: 'Requests',
        description: 'Requests to Harbor by answer.',
        kind: 'timeseries',
        unit: 'reqps',
        queries: [line(`sum by (code) (rate(harbor_core_http_request_total{${inServices}}[5m]))`, '{{code}}')],
      },
      {
        title: 'Age of the oldest job',
        description: 'How long scans, replications and retention wait for their turn.',
        kind: 'timeseries',
        unit: 's',
        queries: [line(`max by (type) (harbor_task_queue_latency{${inServices}})`, '{{type}}')],
      },
    ],
  };
  const alerts: Alert[] = [
    {
      name: 'RegistryPartUnwell',
      severity: 'critical',
      expr: `min by (component) (harbor_up{${inServices}}) < 1`,
      for: '10m',
      summary: 'The part {{ $labels.component }} of the registry is not well',
      action:
        'Read the logs of harbor-{{ $labels.component }}. Sessions whose image a node does not have yet do not start.',
    },
    {
      name: 'RegistryProjectFull',
      severity: 'warning',
      expr: `${full} > 0.9`,
      for: '1h',
      summary: 'The project {{ $labels.project_name }} has used 90 % of its quota',
      action: 'Raise registry.content.projects.<project>.quota, or let retention remove more.',
    },
    {
      name: 'RegistryJobsWait',
      severity: 'warning',
      expr: `max by (type) (harbor_task_queue_latency{${inServices}}) > 3600`,
      for: '30m',
      summary: 'Jobs of the registry ({{ $labels.type }}) have waited for more than an hour',
      action: 'Read the log of harbor-jobservice; more copies of it take more jobs.',
    },
  ];
  return { page, alerts };
}

function databasePart({ site, databases }: Plan, { inServices }: Terms): Part | undefined {
  if (site.databases.kind !== 'cloudnative-pg' || databases.length === 0) return undefined;
  const { instances, backup } = site.databases;
  const up = `cnpg_collector_up{${inServices}}`;
  const page: Dashboard = {
    name: 'databases',
    title: 'Databases',
    panels: [
      {
        title: 'Servers',
        description: `PostgreSQL servers that answer; there should be ${instances}.`,
        kind: 'stat',
        unit: 'short',
        queries: [line(`sum(${up})`, 'servers')],
      },
      {
        title: 'Size',
        description: 'Bytes of each database.',
        kind: 'timeseries',
        unit: 'bytes',
        queries: [line(`max by (datname) (cnpg_pg_database_size_bytes{${inServices}})`, '{{datname}}')],
      },
      {
        title: 'Connections',
        description: 'Connections to each database.',
        kind: 'timeseries',
        unit: 'short',
        queries: [line(`sum by (datname) (cnpg_backends_total{${inServices}})`, '{{datname}}')],
      },
      {
        title: 'Behind',
        description: 'How far the slowest copy is behind the server that takes writes.',
        kind: 'timeseries',
        unit: 's',
        queries: [line(`max(cnpg_pg_replication_lag{${inServices}})`, 'behind')],
      },
    ],
  };
  const alerts: Alert[] = [
    {
      name: 'DatabaseServersMissing',
      severity: 'critical',
      expr: `sum(${up}) < ${instances} or absent(${up})`,
      for: '10m',
      summary: `Fewer than ${instances} PostgreSQL servers answer`,
      action: 'kubectl describe cluster postgres: what the operator waits for.',
    },
    {
      name: 'DatabaseBehind',
      severity: 'warning',
      expr: `max(cnpg_pg_replication_lag{${inServices}}) > 300`,
      for: '15m',
      summary: 'A copy of the databases is more than five minutes behind',
      action: 'If the first server is lost now, these minutes are lost. Look at the disk and the network of the copy.',
    },
    ...(backup.kind === 'snapshots'
      ? [
          {
            name: 'DatabaseBackupFails',
            severity: 'critical' as const,
            expr: `max(cnpg_collector_last_failed_backup_timestamp{${inServices}}) > max(cnpg_collector_last_available_backup_timestamp{${inServices}})`,
            for: '15m',
            summary: 'The last backup of the databases failed',
            action: 'kubectl get backups, and describe the last: what its snapshots wait for. Older backups are kept.',
          },
        ]
      : []),
  ];
  return { page, alerts };
}

/** Measured by DCGM's exporter, which NVIDIA's operator brings. Which pod has a GPU it says too, and nobody asks. */
function gpuPart({ site, offers }: Plan): Part | undefined {
  const { gpus } = site.cluster;
  if (gpus.kind !== 'operator' || gpus.metrics === 'none' || offers.gpus.length === 0) return undefined;
  const share = (of: string) => `sum by (modelName) (${of}) / count by (modelName) (${of})`;
  const page: Dashboard = {
    name: 'gpus',
    title: 'GPUs',
    panels: [
      {
        title: 'Use',
        description:
          'Part of the time in which GPUs compute. Low where many are taken: sessions hold what they do not use.',
        kind: 'timeseries',
        unit: 'percentunit',
        queries: [line(share('DCGM_FI_PROF_GR_ENGINE_ACTIVE'), '{{modelName}}')],
      },
      {
        title: 'Memory',
        description: 'Part of the memory of GPUs that is used.',
        kind: 'timeseries',
        unit: 'percentunit',
        queries: [
          line(
            'sum by (modelName) (DCGM_FI_DEV_FB_USED) / (sum by (modelName) (DCGM_FI_DEV_FB_USED) + sum by (modelName) (DCGM_FI_DEV_FB_FREE))',
            '{{modelName}}',
          ),
        ],
      },
      {
        title: 'Temperature',
        description: 'Of the hottest GPU, in degrees Celsius.',
        kind: 'timeseries',
        unit: 'short',
        queries: [line('max by (modelName) (DCGM_FI_DEV_GPU_TEMP)', '{{modelName}}')],
      },
    ],
  };
  const alerts: Alert[] = [
    {
      name: 'GpuMemoryBroken',
      severity: 'critical',
      expr: 'sum by (modelName) (DCGM_FI_DEV_ROW_REMAP_FAILURE) > 0',
      for: '5m',
      summary: 'A {{ $labels.modelName }} could not replace broken rows of its memory',
      action: 'Drain its node and have the GPU replaced: results of sessions on it may be wrong.',
    },
    {
      name: 'GpuLost',
      severity: 'critical',
      expr: 'count by (modelName) (DCGM_FI_DEV_XID_ERRORS == 79) > 0',
      for: '5m',
      summary: 'A {{ $labels.modelName }} fell off its bus (XID 79)',
      action: 'Drain its node and start it anew; when it comes again, have the GPU replaced.',
    },
  ];
  return { page, alerts };
}
