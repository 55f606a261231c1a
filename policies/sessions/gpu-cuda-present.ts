import { defineRule, fail, notApplicable, pass, unknown } from '../../src/check/rule';
import { pipInstalled } from '../../src/check/view/package-manager';
import { ran } from '../../src/check/view/ran';

export const gpuCudaPresent = defineRule({
  id: 'gpu-cuda-present',
  topic: 'sessions',
  on: 'container',
  severity: 'warning',
  why: 'The node brings the driver of a GPU, and nothing else: without the CUDA libraries in the image, programs compute on the CPU and say nothing.',
  fix: 'Start from an image with CUDA, or install packages that bring it.',
  source: '000_b288e323437a5df4.txt "Start from CUDA-enabled base"; container-rules.md §1e',
  check: ({ container, gpu = false }) => {
    if (!gpu) return notApplicable;
    const [base] = container.bases.known ? container.bases.value : [];
    if (base !== undefined && /(?:^|[/:_.-])cuda/i.test(base.reference)) return pass;
    const version = container.env('CUDA_VERSION');
    if (version.known && version.value !== undefined) return pass;
    const brings = ran(container).some(({ command }) =>
      [...(pipInstalled(command) ?? []), ...command.arguments].some((word) => CUDA.test(word ?? '')),
    );
    if (brings) return pass;
    const libraries = BRINGS_CUDA.map((name) => container.library(name));
    if (libraries.some((fact) => fact.known && fact.value)) return pass;
    const torch = container.library('torch');
    if (torch.known && torch.value?.version?.includes('+cu')) return pass;
    const folders = ['/usr/local/cuda', '/usr/local/cuda/lib64', '/opt/conda/lib'].map((path) => container.below(path));
    if (folders.some((fact) => fact.known && fact.value.some(({ path }) => /\/libcudart\.so/.test(path)))) return pass;
    for (const fact of [version, ...libraries, torch, ...folders]) if (!fact.known) return unknown(fact.reason);
    return fail([{ message: 'it has no CUDA library' }]);
  },
});

/** Packages of pip and conda with the library that programs on a GPU need. */
const BRINGS_CUDA = [
  ...['nvidia-cuda-runtime', 'nvidia-cuda-runtime-cu11', 'nvidia-cuda-runtime-cu12'],
  ...['cuda-cudart', 'cudatoolkit'],
];

/** `torch==2.5.1+cu124`, an index of such wheels, `nvidia-cuda-runtime-cu12`, `cupy-cuda12x`, `cuda-toolkit`, `jax[cuda12]` */
const CUDA = /\+cu\d|\/whl\/cu\d|cuda/i;
