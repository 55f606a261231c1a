import type { SiteInput } from '../../src/config/site';
import { planOf, SMALL } from './sample';

const home = SMALL.pools.cpu as NonNullable<SiteInput['pools'][string]>;
const cut = (slicesPerGpu: number, profile: string, product = 'NVIDIA-H100-80GB-HBM3'): SiteInput['pools'] => ({
  cpu: home,
  gpu: {
    nodes: 1,
    allocatable: { cpu: 64, memory: '500Gi', ephemeral: '2Ti' },
    gpu: { product, count: 4, sharing: { mode: 'mig', slicesPerGpu, profile } },
  },
});
const refusal = (pools: unknown): string => {
  try {
    planOf({ pools: pools as SiteInput['pools'] });
  } catch (error) {
    return String(error);
  }
  return '';
};

test.each([
  [7, '1g.10gb'],
  [3, '2g.20gb'],
  [2, '3g.40gb'],
  [1, '7g.80gb'],
])('%i slices %s are a layout of one GPU', (slices, profile) => {
  expect(refusal(cut(slices, profile))).toBe('');
});

test.each<[string, unknown, string]>([
  ['more compute slices than a GPU has (G5)', cut(7, '2g.20gb'), 'take 14 compute slices, and a GPU has 7'],
  [
    'more memory than the product has (G5)',
    cut(7, '1g.20gb'),
    'take 140 GB, and pools.gpu.gpu.product NVIDIA-H100-80GB',
  ],
  ['a profile without compute', cut(1, '0g.10gb'), '0g.10gb has no compute slice'],
  ['MIG strategy mixed (G3)', cut(7, 'mixed'), 'Write a MIG profile such as 1g.10gb'],
  ['no pool', {}, 'Declare at least one pool'],
  ['a pool without nodes', { cpu: { ...home, nodes: 0 } }, 'pools.cpu.nodes'],
  ['10^18 nodes', { cpu: { ...home, nodes: 1e18 } }, 'pools.cpu.nodes'],
  [
    'more than can be counted',
    { cpu: { ...home, nodes: 100_000 } },
    'all nodes together have more disk than we can count exactly',
  ],
  ['96G', { cpu: { ...home, allocatable: { ...home.allocatable, memory: '96G' } } }, 'Write 96Gi'],
  [
    'pools that overlap',
    { cpu: { ...home, labels: { a: 'b' } }, more: { ...home, labels: { a: 'b', c: 'd' } } },
    'pools.cpu.labels: the nodes of pools.more have these labels too',
  ],
  ['nobody for sessions', { cpu: { ...home, role: 'services' } }, 'no pool takes sessions'],
  [
    'a node smaller than its daemonsets',
    { cpu: { ...home, allocatable: { cpu: 1, memory: '1Gi', ephemeral: '1Gi' } } },
    'pools',
  ],
])('%s is refused', (_, pools, message) => {
  expect(refusal(pools)).toContain(message);
});
