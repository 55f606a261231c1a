import type { Addons } from '../../config/addons';

/** Name of an add-on in a site. */
export type AddonKey = keyof Addons;

/** One released version of a chart. */
export interface ChartVersion {
  /** As the repository writes it. */
  readonly version: string;
  /** Kubernetes releases that its authors state: the first, and the last where they name one. */
  readonly kubernetes: { readonly from: string; readonly to?: string };
  /** Where they state it. */
  readonly source: string;
}

/** What is known of an add-on's chart. */
export interface ChartFacts {
  /** How people call it. */
  readonly title: string;
  /** Name of the chart in its repository, and of our release of it. */
  readonly chart: string;
  /** Repository of its authors. */
  readonly repository: string;
  /** Namespace that its authors recommend; a site that names another in its own keys decides. */
  readonly namespace: string;
  /** Pod Security level that its pods need. */
  readonly podSecurity: 'restricted' | 'baseline' | 'privileged';
  /** API versions that it serves, each with the first version of the chart that does. */
  readonly apis: Readonly<Record<string, { readonly since: string; readonly until?: string }>>;
  /** Whether its definitions are in `crds/`, which Helm reads at the first installation only. */
  readonly definitionsApart: boolean;
  /** Versions that this release was tried with, newest first. */
  readonly versions: readonly ChartVersion[];
}

/**
 * The charts of add-ons: the one place of their versions.
 *
 * Names, repositories, API versions and bounds come from the charts and the pages of their authors at these versions.
 */
export const CHARTS: Readonly<Record<AddonKey, ChartFacts>> = {
  traefik: {
    title: 'Traefik',
    chart: 'traefik',
    repository: 'https://traefik.github.io/charts',
    namespace: 'traefik',
    podSecurity: 'restricted',
    // The group before, traefik.containo.us, left with Traefik 3.
    apis: { 'traefik.io/v1alpha1': { since: '23.0.0' } },
    definitionsApart: true,
    versions: [{ version: '41.3.0', kubernetes: { from: '1.25' }, source: 'kubeVersion of the chart' }],
  },
  certManager: {
    title: 'cert-manager',
    chart: 'cert-manager',
    repository: 'https://charts.jetstack.io',
    namespace: 'cert-manager',
    podSecurity: 'restricted',
    apis: { 'cert-manager.io/v1': { since: 'v1.0.0' }, 'acme.cert-manager.io/v1': { since: 'v1.0.0' } },
    definitionsApart: false,
    versions: [
      {
        version: 'v1.21.1',
        kubernetes: { from: '1.33', to: '1.36' },
        source: 'https://cert-manager.io/docs/releases/',
      },
      {
        version: 'v1.20.3',
        kubernetes: { from: '1.32', to: '1.35' },
        source: 'https://cert-manager.io/docs/releases/',
      },
      {
        version: 'v1.19.6',
        kubernetes: { from: '1.31', to: '1.35' },
        source: 'https://cert-manager.io/docs/releases/',
      },
    ],
  },
  externalSecrets: {
    title: 'External Secrets',
    chart: 'external-secrets',
    repository: 'https://charts.external-secrets.io',
    namespace: 'external-secrets',
    podSecurity: 'restricted',
    apis: {
      'external-secrets.io/v1': { since: '0.16.0' },
      'external-secrets.io/v1beta1': { since: '0.5.0', until: '0.17.0' },
    },
    definitionsApart: false,
    versions: [
      {
        version: '2.9.0',
        kubernetes: { from: '1.19' },
        source: 'kubeVersion of the chart; its authors test the newest Kubernetes only',
      },
    ],
  },
  kueue: {
    title: 'Kueue',
    chart: 'kueue',
    repository: 'oci://registry.k8s.io/kueue/charts',
    namespace: 'kueue-system',
    podSecurity: 'restricted',
    apis: {
      'kueue.x-k8s.io/v1beta1': { since: '0.3.0' },
      'kueue.x-k8s.io/v1beta2': { since: '0.15.0' },
    },
    definitionsApart: false,
    versions: [{ version: '0.19.2', kubernetes: { from: '1.29' }, source: 'README of v0.19.2' }],
  },
  metricsServer: {
    title: 'metrics-server',
    chart: 'metrics-server',
    repository: 'https://kubernetes-sigs.github.io/metrics-server/',
    namespace: 'kube-system',
    podSecurity: 'restricted',
    apis: { 'metrics.k8s.io/v1beta1': { since: '3.0.0' } },
    definitionsApart: false,
    versions: [{ version: '3.13.1', kubernetes: { from: '1.31' }, source: 'its compatibility matrix, for 0.8' }],
  },
  gpuOperator: {
    title: 'the GPU Operator',
    chart: 'gpu-operator',
    repository: 'https://helm.ngc.nvidia.com/nvidia',
    namespace: 'gpu-operator',
    podSecurity: 'privileged',
    apis: { 'nvidia.com/v1': { since: 'v1.0.0' } },
    definitionsApart: true,
    versions: [{ version: 'v26.7.0', kubernetes: { from: '1.16' }, source: 'kubeVersion of the chart' }],
  },
  nodeFeatureDiscovery: {
    title: 'Node Feature Discovery',
    chart: 'node-feature-discovery',
    repository: 'oci://registry.k8s.io/nfd/charts',
    namespace: 'node-feature-discovery',
    // Its worker reads files of the node.
    podSecurity: 'privileged',
    apis: { 'nfd.k8s-sigs.io/v1alpha1': { since: '0.10.0' } },
    definitionsApart: true,
    versions: [{ version: '0.18.3', kubernetes: { from: '1.24' }, source: 'its versions page, for 0.18' }],
  },
  nfsCsi: {
    title: 'NFS CSI',
    chart: 'csi-driver-nfs',
    repository: 'https://raw.githubusercontent.com/kubernetes-csi/csi-driver-nfs/master/charts',
    namespace: 'kube-system',
    podSecurity: 'privileged',
    apis: {},
    definitionsApart: false,
    versions: [{ version: '4.13.4', kubernetes: { from: '1.21' }, source: 'README of v4.13.4' }],
  },
  cephCsi: {
    title: 'Ceph CSI',
    chart: 'ceph-csi-cephfs',
    repository: 'https://ceph.github.io/csi-charts',
    namespace: 'ceph-csi',
    podSecurity: 'privileged',
    apis: {},
    definitionsApart: false,
    versions: [
      {
        version: '3.17.1',
        kubernetes: { from: '1.34', to: '1.36' },
        source: 'README of v3.17.1',
      },
      { version: '3.12.2', kubernetes: { from: '1.29', to: '1.31' }, source: 'README of v3.12.0' },
    ],
  },
  kubeStateMetrics: {
    title: 'kube-state-metrics',
    chart: 'kube-state-metrics',
    repository: 'https://prometheus-community.github.io/helm-charts',
    namespace: 'kube-state-metrics',
    podSecurity: 'restricted',
    apis: {},
    definitionsApart: false,
    versions: [
      {
        version: '8.4.0',
        kubernetes: { from: '1.31' },
        source: 'built with the client of Kubernetes 1.36; its authors promise no more',
      },
    ],
  },
  cloudnativePg: {
    title: 'CloudNativePG',
    chart: 'cloudnative-pg',
    repository: 'https://cloudnative-pg.github.io/charts',
    namespace: 'cnpg-system',
    podSecurity: 'restricted',
    apis: { 'postgresql.cnpg.io/v1': { since: '0.13.0' } },
    definitionsApart: false,
    versions: [{ version: '0.29.0', kubernetes: { from: '1.29' }, source: 'kubeVersion of the chart' }],
  },
};
