import * as z from 'zod';

const ExistingAddon = z.strictObject({ kind: z.literal('existing') });

const ChartVersion = z.string().regex(/^v?\d{1,4}\.\d{1,4}\.\d{1,4}$/, 'write a version such as 1.21.1');
const ChartRepository = z
  .string()
  .max(300)
  .regex(
    /^(?:https|oci):\/\/[a-z0-9][a-z0-9.-]*(?::\d{2,5})?(?:\/[\w.-]+)*\/?$/,
    'write an address such as https://charts.example.org or oci://registry.example.org/charts',
  );
const ValueName = z
  .string()
  .max(200)
  .regex(/^[A-Za-z][\w.-]*$/, 'write the name of a value');

const chart = {
  kind: z.literal('chart'),
  /** Version of the chart. @default the newest of the table in docs/addons.md that supports the site's Kubernetes */
  version: ChartVersion.optional(),
  /** Another repository that holds the same chart, such as a mirror. @default the one of its authors */
  repository: ChartRepository.optional(),
  /** Further values of the chart; what the platform needs of it, it sets itself. No secrets: they are written into files. */
  values: z.record(ValueName, z.unknown()).default({}),
};
const AddonChart = z.strictObject(chart);

/** Whether the platform brings an add-on: `existing`, when what the site needs of it is in the cluster, or its upstream chart in a pinned version. */
const Addon = z.discriminatedUnion('kind', [
  /** Somebody else's: what the site needs of it is in the cluster. */
  ExistingAddon,
  /** The platform brings the upstream chart. */
  AddonChart,
]);

/** Ceph CSI needs to know where the Ceph is. */
const CephCsi = z.discriminatedUnion('kind', [
  /** Somebody else's: the driver is in the cluster, and knows `arc.clusterID`. */
  ExistingAddon,
  /** The platform brings the upstream chart. */
  z.strictObject({
    ...chart,
    /** Addresses of the monitors of the Ceph that `arc.clusterID` names, e.g. `mon1.example.org:6789`. */
    monitors: z
      .array(
        z
          .string()
          .max(260)
          .regex(/^[a-z0-9][a-z0-9.-]*(?::\d{2,5})?$/, 'write a monitor such as mon1.example.org:6789'),
      )
      .min(1)
      .max(20),
  }),
]);

/** Operators and drivers of others that the platform stands on; versions and what each serves are in docs/addons.md. */
export const Addons = z.strictObject({
  /** Traefik: web traffic into the cluster, by the names of `ingress`. */
  traefik: Addon.prefault({ kind: 'existing' }),
  /** cert-manager: certificates. */
  certManager: Addon.prefault({ kind: 'existing' }),
  /** External Secrets Operator: Secrets from a store. */
  externalSecrets: Addon.prefault({ kind: 'existing' }),
  /** Kueue: queues and quotas of teams. */
  kueue: Addon.prefault({ kind: 'existing' }),
  /** metrics-server: what pods use, for autoscaling and the session service. */
  metricsServer: Addon.prefault({ kind: 'existing' }),
  /** NVIDIA's GPU Operator, told what `cluster.gpus` and the pools say. */
  gpuOperator: Addon.prefault({ kind: 'existing' }),
  /** Node Feature Discovery: labels of nodes, told what `pools.<name>.provider.discovered` says. */
  nodeFeatureDiscovery: Addon.prefault({ kind: 'existing' }),
  /** NFS CSI: storage classes on an NFS server. */
  nfsCsi: Addon.prefault({ kind: 'existing' }),
  /** Ceph CSI for CephFS: `/arc` of the driver `cephfs`. */
  cephCsi: CephCsi.prefault({ kind: 'existing' }),
  /** kube-state-metrics with the labels that dashboards count sessions by. */
  kubeStateMetrics: Addon.prefault({ kind: 'existing' }),
  /** CloudNativePG: PostgreSQL clusters. */
  cloudnativePg: Addon.prefault({ kind: 'existing' }),
});
export type Addons = z.infer<typeof Addons>;
