import type { Pool } from '../config/pools';
import type { Site } from '../config/site';
import type { Problem } from '../errors';
import { canBeCut, computeOf, computeSlices, mostSlices, profilesOf, sliceMemory } from './mig';

/** First release whose API server and scheduler give devices to pods that ask for an extended resource. */
const EXTENDED_RESOURCES = '1.36';

type Gpu = NonNullable<Pool['gpu']>;

/** GPUs that no session could ask for, and layouts that no GPU takes. */
export function* gpuProblems({ pools, kubernetes }: Site): Generator<Problem> {
  for (const [name, { gpu }] of Object.entries(pools)) {
    if (gpu?.sharing.mode === 'mig') yield* cut(name, gpu, gpu.sharing);
    if (gpu?.sharing.mode === 'dra' && Number(kubernetes.split('.')[1]) < Number(EXTENDED_RESOURCES.split('.')[1]))
      yield {
        path: `pools.${name}.gpu.sharing.mode`,
        fact: `the session service cannot write a resource claim: it asks for nvidia.com/gpu, a name that a device class answers for from Kubernetes ${EXTENDED_RESOURCES} on, and kubernetes is ${kubernetes}`,
        act: 'Share the GPUs by the device plugin (exclusive, mig, timeSlicing, mps), or upgrade the cluster first',
      };
  }
  yield* driverProblems(pools);
}

/** One device class answers for a name, so sessions reach the devices of one driver. */
function* driverProblems(pools: Site['pools']): Generator<Problem> {
  let first: { readonly path: string; readonly driver: string } | undefined;
  for (const [name, { gpu }] of Object.entries(pools)) {
    if (gpu?.sharing.mode !== 'dra') continue;
    const { driver } = gpu.sharing;
    const path = `pools.${name}.gpu.sharing.driver`;
    first ??= { path, driver };
    if (driver !== first.driver)
      yield {
        path,
        fact: `"${driver}" is not ${first.path}, "${first.driver}", and for nvidia.com/gpu, which sessions ask for, Kubernetes takes the devices of one class`,
        act: 'Write the same driver, or share the GPUs of one pool by the device plugin',
      };
  }
}

function* cut(
  name: string,
  { product }: Gpu,
  { strategy, profile, slicesPerGpu }: Extract<Gpu['sharing'], { mode: 'mig' }>,
): Generator<Problem> {
  const path = `pools.${name}.gpu.sharing`;
  const has = `pools.${name}.gpu.product ${product}`;
  if (strategy === 'mixed')
    yield {
      path: `${path}.strategy`,
      fact: `with mixed, nodes offer nvidia.com/mig-${profile}, and the session service asks for nvidia.com/gpu only, so no session would ever get a slice`,
      act: 'Write single, with slices that are all alike; other slices belong in a pool of their own',
    };
  const compute = computeSlices(profile);
  const memory = sliceMemory(profile);
  const gigabytes = Number(/(\d+)GB/i.exec(product)?.[1] ?? Number.POSITIVE_INFINITY);
  const profiles = profilesOf(product);
  const most = mostSlices(product, profile);
  if (!canBeCut(product))
    yield { path: `${path}.mode`, fact: `MIG cannot cut ${has}`, act: 'Write exclusive, timeSlicing or mps' };
  else if (compute === 0)
    yield { path: `${path}.profile`, fact: `${profile} has no compute slice`, act: 'Write e.g. 1g.10gb' };
  else if (profiles && !profiles.includes(profile))
    yield {
      path: `${path}.profile`,
      fact: `${has} has no profile ${profile}`,
      act: `Write one of: ${profiles.join(', ')}`,
    };
  else if (compute > computeOf(product))
    yield {
      path: `${path}.profile`,
      fact: `one slice ${profile} takes ${compute} compute slices, and a GPU has ${computeOf(product)}`,
      act: 'Write a profile that `nvidia-smi mig -lgip` lists',
    };
  else if (slicesPerGpu * compute > computeOf(product))
    yield {
      path: `${path}.slicesPerGpu`,
      fact: `${slicesPerGpu} slices ${profile} take ${slicesPerGpu * compute} compute slices, and a GPU has ${computeOf(product)}`,
      act: `Write at most ${Math.floor(computeOf(product) / compute)}, or a smaller profile`,
    };
  else if (slicesPerGpu * memory > gigabytes)
    yield {
      path: `${path}.slicesPerGpu`,
      fact: `${slicesPerGpu} slices ${profile} take ${slicesPerGpu * memory} GB, and ${has} has ${gigabytes}`,
      act: 'Write fewer slices, or a smaller profile',
    };
  else if (slicesPerGpu > most)
    yield {
      path: `${path}.slicesPerGpu`,
      fact: `${has} gives ${most} slices ${profile}, and not ${slicesPerGpu}`,
      act: `Write at most ${most}`,
    };
}
