import type { Site } from '../../config/site';
import type { ChartValues } from './chart-values';

/** Kueue, as the queues of the platform need it. */
export const kueueValues = (site: Site): ChartValues => ({
  fixed: {
    managerConfig: {
      // JSON is YAML.
      controllerManagerConfigYaml: `${JSON.stringify(kueueConfiguration(site), null, 2)}\n`,
    },
  },
  chosen: {},
});

/** Configuration of Kueue's controller. */
export function kueueConfiguration(site: Site): Readonly<Record<string, unknown>> {
  const others = site.queues.kind === 'kueue' ? Object.values(site.queues.namespaces) : [];
  return {
    apiVersion: 'config.kueue.x-k8s.io/v1beta2',
    kind: 'Configuration',
    health: { healthProbeBindAddress: ':8081' },
    metrics: { bindAddress: ':8443', enableClusterQueueResources: true },
    webhook: { port: 9443 },
    leaderElection: { leaderElect: true, resourceName: 'c1f6bfd2.kueue.x-k8s.io' },
    controller: {
      groupKindConcurrency: {
        'Job.batch': 5,
        'Workload.kueue.x-k8s.io': 10,
        'LocalQueue.kueue.x-k8s.io': 5,
        'ClusterQueue.kueue.x-k8s.io': 5,
        'ResourceFlavor.kueue.x-k8s.io': 1,
      },
    },
    clientConnection: { qps: 300, burst: 500 },
    // Whatever names no queue is none of its business, and nothing outside the namespaces of sessions is.
    manageJobsWithoutQueueName: false,
    managedJobsNamespaceSelector: {
      matchExpressions: [
        { key: 'kubernetes.io/metadata.name', operator: 'In', values: [site.namespaces.sessions, ...others] },
      ],
    },
    integrations: { frameworks: ['batch/job'] },
    fairSharing: { preemptionStrategies: ['LessThanOrEqualToFinalShare', 'LessThanInitialShare'] },
  };
}
