import * as z from 'zod';
import { DnsLabel, LabelKey, LabelValue } from './names';
import { Cpu, Memory } from './units';

/** How the GPUs of a node are shared out. Sessions ask for `nvidia.com/gpu`, so only ways that offer that name exist here. */
const Sharing = z.discriminatedUnion('mode', [
  /** A session gets whole GPUs. */
  z.strictObject({ mode: z.literal('exclusive') }),
  /** Each GPU is cut into slices, with memory of their own (NVIDIA MIG). */
  z.strictObject({
    mode: z.literal('mig'),
    /** Slices that each GPU is cut into, all alike. */
    slicesPerGpu: z.int().min(1).max(7),
    /** MIG profile of the slices, e.g. `1g.10gb`. */
    profile: z.string().regex(/^\dg\.\d{1,3}gb$/, 'write a MIG profile such as 1g.10gb'),
  }),
  /** Sessions take turns on a GPU and share its memory. */
  z.strictObject({
    mode: z.literal('timeSlicing'),
    /** Sessions that take turns on one GPU. */
    replicas: z.int().min(2).max(64),
  }),
]);

/** GPUs of one node. */
const Gpu = z.strictObject({
  /** Product name as GPU Feature Discovery labels it, e.g. `NVIDIA-H100-80GB-HBM3`. */
  product: LabelValue.min(1),
  /** Physical GPUs per node. */
  count: z.int().min(1).max(16),
  /** How they are shared out. */
  sharing: Sharing.prefault({ mode: 'exclusive' }),
});

/** Nodes that are alike. */
export const Pool = z.strictObject({
  /** What runs here: the platform's services, users' sessions, or both. */
  role: z.enum(['services', 'sessions', 'both']).default('sessions'),
  /** Number of nodes. */
  nodes: z.int().min(1).max(100_000),
  /** What one node offers to pods: its `status.allocatable`. */
  allocatable: z.strictObject({
    /** CPU. */
    cpu: Cpu,
    /** Memory. */
    memory: Memory,
    /** Local disk for pods. */
    ephemeral: Memory,
    /** Pods. */
    pods: z.int().min(1).max(1000).default(110),
  }),
  /** GPUs of each node, if it has any. */
  gpu: Gpu.optional(),
  /** Labels that all nodes of the pool have and no others. @default `astroplatform.io/pool: <name>`, none with one pool */
  labels: z.record(LabelKey, LabelValue).optional(),
  /** Taints of the nodes; what we place here tolerates them. */
  taints: z
    .array(
      z.strictObject({
        /** Key. */
        key: LabelKey,
        /** Value. */
        value: LabelValue.optional(),
        /** What happens to pods that do not tolerate it. */
        effect: z.enum(['NoSchedule', 'PreferNoSchedule', 'NoExecute']),
      }),
    )
    .default([]),
});
export type Pool = z.infer<typeof Pool>;

/** Node pools by name. */
export const Pools = z
  .record(DnsLabel, Pool)
  .refine((pools) => Object.keys(pools).length > 0, 'declare at least one pool')
  .meta({ minProperties: 1 });
