import { wouldFit } from '../../src/plan/fit';
import { planSite } from '../../src/plan/plan';
import { type Changes, whatIf } from '../../src/plan/what-if';
import { planOf, SITES } from '../sites/sites';

const { site } = planOf(SITES.canfar as never);
const Gi = 2 ** 30;
const planWith = (changes: Changes) => planSite(whatIf(site, changes), 'canfar.ts');
const count = (changes: Changes, gpus = 0) =>
  wouldFit(planWith(changes), { type: 'headless', cpu: 16_000, memory: 192 * Gi, gpus });

test('nodes more or less are sessions more or less', () => {
  expect(count({}).atOnce).toBe(54);
  expect(count({ add: ['cpu: 10'] }).atOnce).toBe(64);
  expect(count({ drain: ['cpu:5'] }).atOnce).toBe(49);
  expect(count({ add: ['cpu: 10'], drain: ['cpu: 5', 'cpu: 4'] }).atOnce).toBe(55);
});

test('nodes with the same GPUs join their pool; with others they are a pool beside it', () => {
  const same = whatIf(site, { add: ['gpu: 2 x 4 H100 mig 1g.10gb'] });
  expect(same.pools.gpu?.nodes).toBe(6);
  const other = whatIf(site, { add: ['gpu: 2 x 4 H100 mig 3g.40gb', 'gpu:1 x 8 L40S', 'gpu: 1 x 2 L4 shared 4'] });
  expect(
    Object.fromEntries(Object.entries(other.pools).map(([name, { nodes, gpu }]) => [name, { nodes, gpu }])),
  ).toMatchObject({
    gpu: { nodes: 4 },
    'gpu-added': {
      nodes: 2,
      gpu: {
        product: 'NVIDIA-H100-80GB-HBM3',
        count: 4,
        sharing: { mode: 'mig', slicesPerGpu: 2, profile: '3g.40gb' },
      },
    },
    'gpu-added-2': { nodes: 1, gpu: { product: 'L40S', count: 8, sharing: { mode: 'exclusive' } } },
    'gpu-added-3': { nodes: 1, gpu: { product: 'L4', sharing: { mode: 'timeSlicing', replicas: 4 } } },
  });
  expect(count({ add: ['gpu: 2 x 4 H100 mig 3g.40gb'] }, 1).atOnce).toBe(count({}, 1).atOnce + 2 * 5);
});

test('the site itself stays as it is', () => {
  const before = JSON.stringify(site);
  whatIf(site, { add: ['cpu: 1'], drain: ['cpu: 2'] });
  expect(JSON.stringify(site)).toBe(before);
});

test.each<[Changes, string]>([
  [{ add: ['cpus: 1'] }, '--add: there is no pool "cpus". Known: service, cpu, gpu.'],
  [{ drain: ['cpu: 54'] }, '--drain: pools.cpu has 54 nodes, and none would be left of it'],
  [{ drain: ['cpu: 0'] }, 'changes nothing'],
  [{ add: ['gpu: two H100'] }, '--add: "gpu: two H100" is no change. Write e.g. "gpu: 2 x 4 H100 mig 3g.40gb".'],
  [
    { add: ['cpu: 1000000000000000000'] },
    '--add: 1000000000000000000 nodes are more than a pool may have. Write at most 100000.',
  ],
  [{ add: ['gpu: 1 x 4 H100 mig 9g.80gb'] }, 'has no profile 9g.80gb'],
  [{ add: ['gpu: 1 x 4 H100 mig 1g.5gb'] }, 'has no profile 1g.5gb'],
  [{ add: ['gpu: 1 x 4 L40S mig 1g.10gb'] }, 'MIG cannot cut'],
  [{ add: ['gpu: 1 x 4 A30 mig 0g.5gb'] }, '0g.5gb has no compute slice'],
  [{ add: ['__proto__: 1'] }, 'is no change'],
  [{ add: ['constructor: 1'] }, 'there is no pool "constructor"'],
])('%j is refused', (changes, message) => {
  expect(() => planWith(changes)).toThrow(message);
});
