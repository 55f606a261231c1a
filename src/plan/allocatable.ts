import type { Pool } from '../config/pools';
import { type Amounts, amounts, atLeastNothing, NOTHING } from './amounts';
import { percentOf } from './divide';
import { gpusPerNode } from './gpus';

const Mi = 2 ** 20;
const Gi = 2 ** 30;

/** What kubelet keeps of a node from pods, in its own terms; machines that the platform makes start with these settings. */
export interface Reservations {
  readonly kube: { readonly cpu: number; readonly memory: number; readonly ephemeral: number };
  readonly system: { readonly cpu: number; readonly memory: number };
  /** Free memory in bytes, and free disk in percent, below which pods are evicted. */
  readonly eviction: { readonly memory: number; readonly diskPercent: number };
}

/** Tiers of CPU that Kubernetes' own processes need: up to so many millicores, so many of a hundred thousand. */
const CPU_TIERS = [
  [1000, 6000],
  [2000, 1000],
  [4000, 500],
  [Number.POSITIVE_INFINITY, 250],
] as const;
/** Memory that firmware and kernel take, in tenths of a percent: what Karpenter takes off a type that it has not seen. */
const KERNEL_TENTHS = 75;

/** What kubelet keeps from pods on a node of this pool; `undefined` for one whose allocatable was measured. */
export function reservations({ capacity, reserved }: Pool): Reservations | undefined {
  if (!capacity) return undefined;
  return {
    kube: {
      cpu: reserved.kubeCpu ?? kubeCpu(capacity.cpu),
      memory: reserved.kubeMemory ?? (255 + 11 * capacity.pods) * Mi,
      ephemeral: Gi,
    },
    system: { cpu: reserved.systemCpu, memory: reserved.systemMemory },
    eviction: { memory: reserved.evictionMemory, diskPercent: reserved.evictionDisk },
  };
}

/**
 * What one node offers to pods, its GPUs or slices included: as measured, or what the machine has less what kubelet
 * keeps, as kubelet computes it. Memory and disk are rounded down to whole MiB.
 */
export function allocatable(pool: Pool): Amounts {
  const gpu = gpusPerNode(pool);
  if (pool.allocatable) return { ...pool.allocatable, gpu };
  const kept = reservations(pool);
  if (!pool.capacity || !kept) return { ...NOTHING, gpu };
  const { cpu, memory, ephemeral, pods } = pool.capacity;
  const kernel = pool.reserved.kernel ?? Math.ceil((memory / 1000) * KERNEL_TENTHS);
  return atLeastNothing({
    cpu: cpu - kept.kube.cpu - kept.system.cpu,
    memory: wholeMi(memory - kernel - kept.kube.memory - kept.system.memory - kept.eviction.memory),
    ephemeral: wholeMi(ephemeral - percentOf(ephemeral, kept.eviction.diskPercent) - kept.kube.ephemeral),
    gpu,
    pods,
  });
}

/** What the daemonsets of one node request; no session can have it. */
export const daemonsets = ({ daemonsets: { cpu, memory, pods } }: Pool): Amounts => ({ ...NOTHING, cpu, memory, pods });

/** The largest of each amount: what to leave free on a node that no pool describes. */
export const largestOf = (all: readonly Amounts[]): Amounts =>
  amounts((resource) => Math.max(0, ...all.map((one) => one[resource])));

function kubeCpu(cores: number): number {
  let [from, hundredThousandths] = [0, 0];
  for (const [to, part] of CPU_TIERS) {
    hundredThousandths += Math.max(0, Math.min(cores, to) - from) * part;
    from = to;
  }
  return Math.ceil(hundredThousandths / 100_000);
}

const wholeMi = (bytes: number) => Math.floor(bytes / Mi) * Mi;
