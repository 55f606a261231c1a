import type { Site } from '../../config/site';
import { operatorValues } from '../gpu-software';
import type { AddonKey } from './charts';
import { kueueValues } from './kueue-values';
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

/** Labels of a session's pod and Job that dashboards count by. The name of the user is none of them. */
export const COUNTED_LABELS = ['canfar.net/kind', 'kueue.x-k8s.io/queue-name'] as const;

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
  gpuOperator: (site) => fixed(site.cluster.gpus.kind === 'operator' ? operatorValues(site, site.cluster.gpus) : {}),
  nfsCsi: () => fixed({}),
  cephCsi: ({ addons: { cephCsi }, arc }) =>
    fixed({
      ...(cephCsi.kind === 'chart' &&
        arc.driver === 'cephfs' && { csiConfig: [{ clusterID: arc.clusterID, monitors: cephCsi.monitors }] }),
      // A person puts it there; a chart that makes it has the key in its values.
      secret: { create: false },
      storageClass: { create: false },
    }),
  kubeStateMetrics: () =>
    fixed({
      metricLabelsAllowlist: ['pods', 'jobs'].map((kind) => `${kind}=[${COUNTED_LABELS.join(',')}]`),
    }),
  cloudnativePg: () => fixed({ crds: { create: true } }),
};

/** What the platform says of the values of a site's chart. */
export const chartValues = (site: Site, key: AddonKey): ChartValues => VALUES[key](site);
