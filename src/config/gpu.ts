import * as z from 'zod';
import { DnsLabel, LabelValue, ObjectName } from './names';

const MigProfile = z.string().regex(/^\dg\.\d{1,3}gb$/, 'write a MIG profile such as 1g.10gb');

/**
 * How the GPUs of a node are shared out. The session service asks for `nvidia.com/gpu` and for nothing else, so there
 * are no keys for renamed resources, for runtime classes or for claims that a session writes itself.
 */
export const Sharing = z.discriminatedUnion('mode', [
  /** A session gets whole GPUs. */
  z.strictObject({ mode: z.literal('exclusive') }),
  /** Each GPU is cut into slices, with memory of their own (NVIDIA MIG). */
  z.strictObject({
    mode: z.literal('mig'),
    /** How the device plugin names slices. With `mixed` it offers `nvidia.com/mig-1g.10gb`, which no session can ask for: such a pool is refused. */
    strategy: z.enum(['single', 'mixed']).default('single'),
    /** Slices that each GPU is cut into, all alike. */
    slicesPerGpu: z.int().min(1).max(7),
    /** MIG profile of the slices, e.g. `1g.10gb`. */
    profile: MigProfile,
  }),
  /** Sessions take turns on a GPU and share its memory. */
  z.strictObject({
    mode: z.literal('timeSlicing'),
    /** Sessions that take turns on one GPU. */
    replicas: z.int().min(2).max(64),
  }),
  /** Sessions run beside each other on a GPU, each with an equal part of its memory (NVIDIA MPS, which NVIDIA calls experimental on Kubernetes). */
  z.strictObject({
    mode: z.literal('mps'),
    /** Sessions beside each other on one GPU. */
    replicas: z.int().min(2).max(48),
  }),
  /**
   * A driver for Dynamic Resource Allocation hands out whole GPUs. Sessions go on asking for `nvidia.com/gpu`: the
   * device class answers for that name, which Kubernetes 1.36 is the first to do without being told to.
   */
  z.strictObject({
    mode: z.literal('dra'),
    /** Device class that the platform makes; pools may share one. @default `<site>-<pool>` */
    deviceClass: ObjectName.optional(),
    /** Driver whose devices belong to the class. */
    driver: ObjectName.default('gpu.nvidia.com'),
  }),
]);
export type Sharing = z.infer<typeof Sharing>;

/** GPUs of one node. */
export const Gpu = z.strictObject({
  /** Product name as GPU Feature Discovery labels it, e.g. `NVIDIA-H100-80GB-HBM3`. */
  product: LabelValue.min(1),
  /** Physical GPUs per node. */
  count: z.int().min(1).max(16),
  /** How they are shared out. */
  sharing: Sharing.prefault({ mode: 'exclusive' }),
});
export type Gpu = z.infer<typeof Gpu>;

/** Who runs what GPUs need on their nodes: driver, container toolkit, device plugin, GPU Feature Discovery, metrics. */
export const GpuSoftware = z.discriminatedUnion('kind', [
  /** Somebody else. It is there, and containers get GPUs without naming a runtime class: by CDI, or because NVIDIA's runtime is the node's default. */
  z.strictObject({ kind: z.literal('provided') }),
  /** NVIDIA's GPU Operator, which the cluster has installed; the platform makes its settings from the pools. */
  z.strictObject({
    kind: z.literal('operator'),
    /** `helm`: the chart makes the ClusterPolicy, and reads its values from the ConfigMap `<site>-gpu-operator-values`; `bundle`: the platform makes the ClusterPolicy. */
    install: z.enum(['helm', 'bundle']).default('helm'),
    /** Namespace of the operator. */
    namespace: DnsLabel.default('gpu-operator'),
    /** `preinstalled`: the image of the nodes has the driver; or the version that the operator installs, e.g. `580.82.07`. */
    driver: z.union([z.literal('preinstalled'), z.string().regex(/^\d{3}\.\d{1,3}(?:\.\d{1,3})?$/)], {
      error: 'write preinstalled, or a version such as 580.82.07',
    }),
    /** The operator installs the container toolkit. Switch off where the image of the nodes has it. */
    toolkit: z.boolean().default(true),
    /** Container runtime of the nodes. */
    runtime: z.enum(['containerd', 'crio']).default('containerd'),
    /** How use of the GPUs is measured: by DCGM's exporter, and whether Prometheus' operator is told of it. */
    metrics: z.enum(['none', 'exporter', 'service-monitor']).default('exporter'),
  }),
]);
export type GpuSoftware = z.infer<typeof GpuSoftware>;
