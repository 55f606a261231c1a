/**
 * Metrics that the parts of a platform export, by the part, with the page that says so. Only those that somebody asks for
 * are listed; what is not listed does not exist as far as a dashboard is concerned.
 */
export const EXPORTED: Readonly<Record<string, { readonly source: string; readonly metrics: readonly string[] }>> = {
  'kube-state-metrics': {
    source: 'docs/metrics of kube-state-metrics v2.20.0',
    metrics: [
      'kube_cronjob_status_last_schedule_time',
      'kube_cronjob_status_last_successful_time',
      'kube_deployment_spec_replicas',
      'kube_deployment_status_replicas_available',
      'kube_horizontalpodautoscaler_spec_max_replicas',
      'kube_horizontalpodautoscaler_status_current_replicas',
      'kube_node_labels',
      'kube_node_status_allocatable',
      'kube_node_status_condition',
      'kube_persistentvolumeclaim_resource_requests_storage_bytes',
      'kube_persistentvolumeclaim_status_phase',
      'kube_pod_container_resource_limits',
      'kube_pod_container_resource_requests',
      'kube_pod_container_status_restarts_total',
      'kube_pod_container_status_terminated_reason',
      'kube_pod_labels',
      'kube_pod_start_time',
      'kube_pod_status_phase',
      'kube_pod_status_ready_time',
      'kube_statefulset_replicas',
      'kube_statefulset_status_replicas_ready',
    ],
  },
  kueue: {
    source: 'pkg/metrics/metrics.go of Kueue v0.19.2',
    metrics: [
      'kueue_admission_wait_time_seconds_bucket',
      'kueue_admitted_active_workloads',
      'kueue_admitted_workloads_total',
      'kueue_cluster_queue_nominal_quota',
      'kueue_cluster_queue_resource_usage',
      'kueue_evicted_workloads_total',
      'kueue_pending_workloads',
    ],
  },
  harbor: {
    source: 'src/pkg/exporter and src/lib/metric/collector.go of Harbor v2.15.2',
    metrics: [
      'harbor_core_http_request_total',
      'harbor_project_quota_byte',
      'harbor_project_quota_usage_byte',
      'harbor_statistics_total_storage_consumption',
      'harbor_task_queue_latency',
      'harbor_up',
    ],
  },
  'cloudnative-pg': {
    source: 'config/manager/default-monitoring.yaml and docs/src/monitoring.md of CloudNativePG',
    metrics: [
      'cnpg_backends_total',
      'cnpg_collector_last_available_backup_timestamp',
      'cnpg_collector_last_failed_backup_timestamp',
      'cnpg_collector_up',
      'cnpg_pg_database_size_bytes',
      'cnpg_pg_replication_lag',
    ],
  },
  dcgm: {
    source: 'etc/default-counters.csv of dcgm-exporter 4.5.3-4.8.2',
    metrics: [
      'DCGM_FI_DEV_FB_FREE',
      'DCGM_FI_DEV_FB_USED',
      'DCGM_FI_DEV_GPU_TEMP',
      'DCGM_FI_DEV_ROW_REMAP_FAILURE',
      'DCGM_FI_DEV_XID_ERRORS',
      'DCGM_FI_PROF_GR_ENGINE_ACTIVE',
    ],
  },
  kubelet: {
    source: 'pkg/kubelet/metrics/collectors/volume_stats.go of Kubernetes v1.36.3',
    metrics: ['kubelet_volume_stats_capacity_bytes', 'kubelet_volume_stats_used_bytes'],
  },
  cadvisor: {
    source: 'docs/storage/prometheus.md of cAdvisor',
    metrics: ['container_cpu_usage_seconds_total', 'container_memory_working_set_bytes'],
  },
  traefik: {
    source: 'pkg/observability/metrics/prometheus.go of Traefik v3',
    metrics: ['traefik_entrypoint_requests_total'],
  },
  'cert-manager': {
    source: 'https://cert-manager.io/docs/devops-tips/prometheus-metrics/',
    metrics: ['certmanager_certificate_expiration_timestamp_seconds'],
  },
  'external-secrets': {
    source: 'docs/api/metrics.md of External Secrets 2.9.0',
    metrics: ['externalsecret_status_condition'],
  },
};
