import * as z from 'zod';
import { Gpu } from './gpu';
import { DnsLabel, LabelKey, LabelValue } from './names';
import { PoolProvider } from './pool-provider';
import { Cpu, Memory } from './units';

const sizes = {
  /** CPU. */
  cpu: Cpu,
  /** Memory. */
  memory: Memory,
  /** Local disk for pods. */
  ephemeral: Memory,
  /** Pods. */
  pods: z.int().min(1).max(1000).default(110),
};

/** What kubelet keeps of a node from pods; machines that the platform makes are told so. Each part has a default of its own. */
const Reserved = z.strictObject({
  /** Memory that firmware and kernel take before kubelet counts. @default 7.5 % of `capacity.memory`, what Karpenter takes off */
  kernel: Memory.optional(),
  /** CPU for Kubernetes' own processes. @default 6 % of the first core, 1 % of the second, 0.5 % of the next two, 0.25 % of all others */
  kubeCpu: Cpu.optional(),
  /** Memory for Kubernetes' own processes. @default 255Mi, and 11Mi for each pod */
  kubeMemory: Memory.optional(),
  /** CPU for the operating system. */
  systemCpu: Cpu.prefault('100m'),
  /** Memory for the operating system. */
  systemMemory: Memory.prefault('256Mi'),
  /** Free memory below which kubelet evicts pods. */
  evictionMemory: Memory.prefault('100Mi'),
  /** Free disk below which kubelet evicts pods, in percent. */
  evictionDisk: z.int().min(1).max(50).default(10),
});

/** Nodes that are alike. */
export const Pool = z.strictObject({
  /** What runs here: the platform's services, users' sessions, or both. */
  role: z.enum(['services', 'sessions', 'both']).default('sessions'),
  /** Where the nodes come from. */
  provider: PoolProvider.prefault({ kind: 'existing' }),
  /** Number of nodes; of a pool that grows when sessions wait, the most. Quotas count with it. */
  nodes: z.int().min(1).max(100_000),
  /** What one node offers to pods, as measured: its `status.allocatable`. @default `capacity` less `reserved` */
  allocatable: z.strictObject(sizes).optional(),
  /** What the machine has, where nobody has measured what it offers to pods: the size of its flavour or type. */
  capacity: z.strictObject(sizes).optional(),
  /** What of `capacity` is not for pods. */
  reserved: Reserved.prefault({}),
  /** What the daemonsets of one node request together (log, metrics, CSI and GPU agents), which no site file lists. */
  daemonsets: z
    .strictObject({
      /** CPU. */
      cpu: Cpu.prefault(1),
      /** Memory. */
      memory: Memory.prefault('2Gi'),
      /** Pods. */
      pods: z.int().min(0).max(100).default(10),
    })
    .prefault({}),
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
