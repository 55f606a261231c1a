import type { SiteInput } from '../../src/config/site';
import { SMALL } from '../plan/sample';

const taint = { key: 'nvidia.com/gpu', value: 'present', effect: 'NoSchedule' as const };

/** A site whose nodes come from everywhere, and whose GPUs are shared out in every way that exists. */
export const CLOUD: SiteInput = {
  ...SMALL,
  kubernetes: '1.36',
  cluster: {
    machines: { name: 'science', namespace: 'clusters', version: 'v1.36.3' },
    gpus: { kind: 'operator', install: 'bundle', driver: '580.82.07', metrics: 'service-monitor' },
  },
  pools: {
    home: { role: 'both', nodes: 3, allocatable: { cpu: 32, memory: '120Gi', ephemeral: '1Ti' } },
    fixed: {
      nodes: 5,
      capacity: { cpu: 64, memory: '256Gi', ephemeral: '800Gi' },
      labels: { 'example.org/pool': 'fixed', 'node-role.kubernetes.io/worker': '' },
      provider: {
        kind: 'cluster-api',
        flavor: 'c64-256gb',
        image: 'ubuntu-2404-kube-v1.36.3',
        zones: ['nova-1', 'nova-2'],
        rootVolume: { size: '50Gi', type: 'fast' },
        scratchDisk: { size: '800Gi' },
        serverGroup: 'apart',
        securityGroups: ['workers'],
        sshKey: 'operators',
        ports: [
          { network: 'cluster', subnet: 'cluster-v4' },
          { network: 'storage', securityGroups: ['ceph-clients'] },
        ],
        configDrive: true,
        identity: { secret: 'science-clouds', cloud: 'science' },
      },
    },
    cut: {
      nodes: 4,
      capacity: { cpu: 32, memory: '128Gi', ephemeral: '400Gi' },
      gpu: {
        product: 'NVIDIA-A100-SXM4-80GB',
        count: 2,
        sharing: { mode: 'mig', slicesPerGpu: 3, profile: '2g.20gb' },
      },
      taints: [taint],
      provider: { kind: 'cluster-api', flavor: 'g2', image: 'ubuntu-2404-kube-v1.36.3', always: 0 },
    },
    spread: {
      nodes: 20,
      capacity: { cpu: 16, memory: '64Gi', ephemeral: '300Gi', pods: 58 },
      provider: {
        kind: 'karpenter',
        instanceTypes: ['m6i.4xlarge', 'm6a.4xlarge'],
        leastTypes: 2,
        zones: ['eu-west-1a', 'eu-west-1b'],
        nodeClass: {
          kind: 'ec2',
          image: 'al2023@v20250715',
          role: 'science-node',
          subnets: { 'karpenter.sh/discovery': 'science' },
          securityGroups: { 'karpenter.sh/discovery': 'science' },
          disk: 'volume',
        },
      },
    },
    turns: {
      nodes: 2,
      allocatable: { cpu: 46, memory: '180Gi', ephemeral: '300Gi' },
      gpu: { product: 'NVIDIA-L4', count: 4, sharing: { mode: 'timeSlicing', replicas: 3 } },
      taints: [taint],
      provider: {
        kind: 'karpenter',
        instanceTypes: ['g6.12xlarge'],
        nodeClass: { kind: 'provided', group: 'karpenter.k8s.aws', class: 'EC2NodeClass', name: 'gpu' },
        weight: 10,
        maxAge: '90m',
        drain: '2d',
        startupTaints: [{ key: 'example.org/no-driver', effect: 'NoExecute' }],
        disruption: { atOnce: '1', closed: [{ schedule: '0 8 * * 1-5', lasts: '10h' }] },
      },
    },
    beside: {
      nodes: 1,
      allocatable: { cpu: 32, memory: '120Gi', ephemeral: '1Ti' },
      gpu: { product: 'NVIDIA-L40S', count: 2, sharing: { mode: 'mps', replicas: 4 } },
      provider: {
        kind: 'existing',
        discovered: { names: ['gpu-*'], models: ['PowerEdge R750xa'], pci: { vendor: '10de', devices: ['26b9'] } },
      },
    },
    claimed: {
      nodes: 1,
      allocatable: { cpu: 32, memory: '120Gi', ephemeral: '1Ti' },
      gpu: { product: 'NVIDIA-L40S', count: 2, sharing: { mode: 'dra' } },
    },
  },
  queues: { kind: 'kueue' },
};
