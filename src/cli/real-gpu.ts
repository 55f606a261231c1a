import { mostSlices } from '../plan/mig';
import type { RealNode } from './read-nodes';

/** GPUs of a node as a site declares them. */
export interface RealGpu {
  readonly product: string;
  readonly count: number;
  readonly sharing?:
    | { readonly mode: 'mig'; readonly slicesPerGpu: number; readonly profile: string }
    | { readonly mode: 'timeSlicing' | 'mps'; readonly replicas: number };
}

interface Misfit {
  readonly fact: string;
  readonly act: string;
}

/**
 * Reads the GPUs of a node from what it offers and from the labels of GPU Feature Discovery.
 *
 * @returns `undefined` without GPUs; a fact and an act when sessions could not ask for them
 */
export function realGpu({ labels, allocatable, resources }: RealNode): RealGpu | Misfit | undefined {
  const renamed = resources.find((name) => name.startsWith('nvidia.com/') && name !== 'nvidia.com/gpu');
  if (renamed !== undefined)
    return {
      fact: `it offers ${renamed}, and the session service asks for nvidia.com/gpu only`,
      act: 'Use the MIG strategy "single", and no renamed resources',
    };
  if (allocatable.gpu === 0) return undefined;
  const product = labels['nvidia.com/gpu.product'];
  if (product === undefined)
    return {
      fact: `it offers ${allocatable.gpu} nvidia.com/gpu, and has no label nvidia.com/gpu.product`,
      act: 'Run GPU Feature Discovery: sessions with GPU find their nodes by its labels',
    };
  const mig = /^(?<model>.+)-MIG-(?<profile>\dg\.\d+gb)$/.exec(product)?.groups;
  if (mig) {
    const { model = '', profile = '' } = mig;
    const slicesPerGpu = Math.max(1, mostSlices(model, profile));
    if (allocatable.gpu % slicesPerGpu !== 0)
      return {
        fact: `it offers ${allocatable.gpu} slices ${profile}, and a GPU has ${slicesPerGpu}`,
        act: 'Cut all GPUs of a node alike',
      };
    return { product: model, count: allocatable.gpu / slicesPerGpu, sharing: { mode: 'mig', slicesPerGpu, profile } };
  }
  const replicas = Number(labels['nvidia.com/gpu.replicas'] ?? 1);
  if (replicas > 1)
    return {
      product: product.replace(/-SHARED$/, ''),
      count: Math.floor(allocatable.gpu / replicas),
      sharing: { mode: labels['nvidia.com/gpu.sharing-strategy'] === 'mps' ? 'mps' : 'timeSlicing', replicas },
    };
  return { product, count: allocatable.gpu };
}
