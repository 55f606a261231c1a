import type { Pool } from '../config/pools';

/** GPUs that sessions can ask for on one node: whole ones, slices, or turns. */
export function gpusPerNode({ gpu }: Pick<Pool, 'gpu'>): number {
  if (!gpu) return 0;
  const { count, sharing } = gpu;
  switch (sharing.mode) {
    case 'mig':
      return count * sharing.slicesPerGpu;
    case 'timeSlicing':
    case 'mps':
      return count * sharing.replicas;
    default:
      return count;
  }
}

/** GPU counts that one session may ask for on this pool: a process can use one slice or turn only, but several whole GPUs. */
export function gpuOptions({ gpu }: Pick<Pool, 'gpu'>): number[] {
  if (!gpu) return [];
  return wholeGpus(gpu) ? Array.from({ length: gpu.count }, (_, index) => index + 1) : [1];
}

/** What GPU Feature Discovery writes as the number of GPUs of a node: slices where they are cut, but not turns. */
export const countedGpus = (gpu: NonNullable<Pool['gpu']>): number =>
  gpu.sharing.mode === 'mig' ? gpu.count * gpu.sharing.slicesPerGpu : gpu.count;

const wholeGpus = ({ sharing }: NonNullable<Pool['gpu']>) => sharing.mode === 'exclusive' || sharing.mode === 'dra';
