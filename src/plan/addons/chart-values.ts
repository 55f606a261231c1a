import type { Site } from '../../config/site';
import { discoveredTaints } from '../discovery';
import { operatorValues } from '../gpu-software';
import { poolLabelKeys } from '../observability/terms';
import type { AddonKey } from './charts';
import { kueueValues } from './kueue-values';
import { mergedValues } from './merge-values';
import { traefikValues } from './traefik-values';

/** Values of a chart: a tree of plain data. */
export type Values = Readonly<Record<string, unknown>>;

/** What the platform says of the values of one chart. */
export interface ChartValues {
  /** What it relies on: nobody else sets these. */
  readonly fixed: Values;
  /** What it would choose; the site may choose otherwise. */
  readonly chosen: Values;
}

/** Labels that dashboards count by, as kube-state-metrics is told of them. The name of the user is none of them. */
export function countedLabels(site: Site): readonly string[] {
  const ofSessions = 'canfar.net/kind,kueue.x-k8s.io/queue-name';
  const pools = poolLabelKeys(site);
  return [`pods=[${ofSessions}]`, `jobs=[${ofSessions}]`, ...(pools.length > 0 ? [`nodes=[${pools.join(',')}]`] : [])];
}

const fixed = (values: Values): ChartValues => ({ fixed: values, chosen: {} });

const VALUES: Readonly<Record<AddonKey, (site: Site) => ChartValues>> = {
  traefik: traefikValues,
  // Helm would take the definitions away with the release, and every certificate with them.
  certManager: () => fixed({ crds: { enabled: true, keep: true } }),
  externalSecrets: (site) =>
    fixed({
      installCRDs: true,
      ...(site.secrets.kind === 'external-secrets' &&
        (site.secrets.store.kind === 'ClusterSecretStore'
          ? { crds: { createClusterSecretStore: true }, processClusterStore: true }
          : { crds: { createSecretStore: true }, processSecretStore: true })),
    }),
  kueue: kueueValues,
  metricsServer: (site) =>
    site.addons.certManager.kind === 'chart'
      ? // Otherwise the API server takes whatever answers for metrics-server.
        fixed({ tls: { type: 'cert-manager' }, apiService: { insecureSkipTLSVerify: false } })
      : fixed({}),
  gpuOperator: (site) =>
    fixed({
      ...(site.cluster.gpus.kind === 'operator' && operatorValues(site, site.cluster.gpus)),
      // Its chart would bring a second one.
      ...(site.addons.nodeFeatureDiscovery.kind === 'chart' && { nfd: { enabled: false } }),
    }),
  nodeFeatureDiscovery: (site) => fixed({ worker: { tolerations: discoveredTaints(site) } }),
  nfsCsi: () => fixed({}),
  cephCsi: ({ addons: { cephCsi }, arc }) =>
    fixed({
      ...(cephCsi.kind === 'chart' &&
        arc.driver === 'cephfs' && { csiConfig: [{ clusterID: arc.clusterID, monitors: cephCsi.monitors }] }),
      // A person puts it there; a chart that makes it has the key in its values.
      secret: { create: false },
      storageClass: { create: false },
    }),
  kubeStateMetrics: (site) => fixed({ metricLabelsAllowlist: countedLabels(site) }),
  cloudnativePg: () => fixed({ crds: { create: true } }),
};

/** What the platform says of the values of a site's chart. */
export function chartValues(site: Site, key: AddonKey): ChartValues {
  const { fixed, chosen } = VALUES[key](site);
  return { fixed, chosen: mergedValues(chosen, monitored(site, key)) };
}

/** How a chart has Prometheus told of itself, in a site that is observed. */
function monitored({ observability }: Site, key: AddonKey): Values {
  if (observability.kind === 'none') return {};
  const { labels } = observability;
  switch (key) {
    case 'traefik':
      return {
        metrics: {
          prometheus: { service: { enabled: true }, serviceMonitor: { enabled: true, additionalLabels: labels } },
        },
      };
    case 'certManager':
      return { prometheus: { servicemonitor: { enabled: true, labels } } };
    case 'externalSecrets':
      return { serviceMonitor: { enabled: true, additionalLabels: labels } };
    case 'kueue':
      return { enablePrometheus: true };
    case 'kubeStateMetrics':
      return { prometheus: { monitor: { enabled: true, additionalLabels: labels } } };
    case 'cloudnativePg':
      return { monitoring: { podMonitorEnabled: true, podMonitorAdditionalLabels: labels } };
    default:
      return {};
  }
}
