import { join } from 'node:path';
import type { Pool } from '../../../src/config/pools';
import { formatCpu, formatMemory } from '../../../src/config/units';
import type { KubeObject } from '../../../src/manifest';
import { allocatable } from '../../../src/plan/allocatable';
import { poolLabels } from '../../../src/plan/capacity';
import { countedGpus } from '../../../src/plan/gpus';
import type { Plan } from '../../../src/plan/plan';
import { toolFolder } from './build';
import type { ControlPlane } from './control-plane';
import { requiredModuleFolder } from './go';
import { until } from './wait';

/** Marks the nodes that kwok plays. */
export const FAKE = { 'kwok.x-k8s.io/node': 'fake' };
// Nodes get ready and stay so; pods start at once, run until they are deleted, and never complete.
const STAGES = [
  'node/fast/node-initialize.yaml',
  'node/heartbeat-with-lease/node-heartbeat-with-lease.yaml',
  'pod/fast/pod-ready.yaml',
  'pod/fast/pod-delete.yaml',
];

/** Starts what plays the kubelets of all nodes. */
export async function startKubelets(plane: ControlPlane, { heartbeat = true } = {}): Promise<void> {
  const folder = join(await requiredModuleFolder(toolFolder('kwok'), 'sigs.k8s.io/kwok'), 'kustomize', 'stage');
  await plane.run(
    'kwok',
    'kwok',
    `--kubeconfig=${plane.kubeconfigFile()}`,
    ...STAGES.filter((file) => heartbeat || !file.includes('heartbeat')).map(
      (file) => `--config=${join(folder, file)}`,
    ),
    '--manage-nodes-with-annotation-selector=kwok.x-k8s.io/node=fake',
    `--node-lease-duration-seconds=${heartbeat ? 40 : 0}`,
  );
}

/** Gives the control plane the nodes that a site declares: fake ones, with the real sizes, labels and taints. */
export async function addNodes(plane: ControlPlane, plan: Plan): Promise<void> {
  await startKubelets(plane);
  for (const node of nodesOf(plan)) await plane.api.create(node);
  await until('all nodes are ready', async () => {
    const nodes = await plane.api.list('/api/v1/nodes');
    return nodes.every(({ spec, status }) => {
      const ready = status.conditions?.find(({ type }: { type: string }) => type === 'Ready');
      const held = spec.taints?.some(({ key }: { key: string }) => key.startsWith('node.kubernetes.io/'));
      return ready?.status === 'True' && !held;
    });
  });
}

/** The nodes that a site declares, as a cluster would show them. */
export function nodesOf({ site }: Plan): KubeObject[] {
  return Object.entries(site.pools).flatMap(([name, pool]) =>
    Array.from({ length: pool.nodes }, (_, index) => node(`${name}-${index + 1}`, pool, poolLabels(site, name))),
  );
}

/** What the driver of a pool whose GPUs are handed out by claims says that its nodes have. */
export function slicesOf({ site }: Plan): KubeObject[] {
  return Object.entries(site.pools).flatMap(([name, { nodes, gpu }]) => {
    if (gpu?.sharing.mode !== 'dra') return [];
    const { driver } = gpu.sharing;
    return Array.from({ length: nodes }, (_, index) => {
      const nodeName = `${name}-${index + 1}`;
      return {
        apiVersion: 'resource.k8s.io/v1',
        kind: 'ResourceSlice',
        metadata: { name: nodeName },
        spec: {
          driver,
          nodeName,
          pool: { name: nodeName, generation: 1, resourceSliceCount: 1 },
          devices: Array.from({ length: gpu.count }, (__, device) => ({
            name: `gpu-${device}`,
            attributes: { type: { string: 'gpu' } },
          })),
        },
      };
    });
  });
}

function node(name: string, pool: Pool, labels: Readonly<Record<string, string>>): KubeObject {
  const { cpu, memory, ephemeral, pods, gpu: gpus } = allocatable(pool);
  const resources = {
    cpu: formatCpu(cpu),
    memory: formatMemory(memory),
    'ephemeral-storage': formatMemory(ephemeral),
    pods: String(pods),
    // What a driver hands out by claims is in ResourceSlices, and not on the node.
    ...(gpus > 0 && pool.gpu?.sharing.mode !== 'dra' && { 'nvidia.com/gpu': String(gpus) }),
  };
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: {
      name,
      annotations: FAKE,
      labels: {
        'kubernetes.io/hostname': name,
        'kubernetes.io/os': 'linux',
        'kubernetes.io/arch': 'amd64',
        ...labels,
        ...(pool.gpu && gpuLabels(pool.gpu)),
      },
    },
    spec: { taints: pool.taints },
    status: { allocatable: resources, capacity: resources },
  };
}

/** What GPU Feature Discovery writes on a node; `count` is of slices where GPUs are cut. */
function gpuLabels(gpu: NonNullable<Pool['gpu']>): Record<string, string> {
  const { product, sharing } = gpu;
  const shared = sharing.mode === 'timeSlicing' || sharing.mode === 'mps' ? sharing : undefined;
  return {
    'nvidia.com/gpu.product': sharing.mode === 'mig' ? `${product}-MIG-${sharing.profile}` : product,
    'nvidia.com/gpu.count': String(countedGpus(gpu)),
    ...(shared && {
      'nvidia.com/gpu.replicas': String(shared.replicas),
      'nvidia.com/gpu.sharing-strategy': shared.mode === 'mps' ? 'mps' : 'time-slicing',
    }),
  };
}
