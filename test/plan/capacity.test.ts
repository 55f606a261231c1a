import { readSite } from '../../src/config/read-site';
import type { SiteInput } from '../../src/config/site';
import { poolLabels, sessionCapacity } from '../../src/plan/capacity';
import { gpuOptions, gpusPerNode } from '../../src/plan/gpus';
import { javaHeap, servicesRequest } from '../../src/plan/sizes';
import { changed, plan, smallSite } from '../config/small-site';

const Gi = 2 ** 30;
const Mi = 2 ** 20;
const allocatable = { cpu: 64, memory: '241Gi', ephemeral: '2Ti' };
const pools = (value: unknown) => sessionCapacity(readSite(changed('pools', value), 'keck.ts'));

test('one node keeps a core and 2Gi for daemonsets; services are taken off once', () => {
  const [alone] = pools({ a: { role: 'both', nodes: 1, allocatable } });
  const [together] = pools({ a: { role: 'both', nodes: 10, allocatable } });
  const services = servicesRequest(readSite(smallSite(), 'keck.ts'));
  expect(services).toEqual({ cpu: 1200, memory: 3456 * Mi, ephemeral: 6 * Gi, gpu: 0, pods: 4 });
  expect(alone?.largestPod).toMatchObject({ cpu: 63_000 - 1200, memory: 239 * Gi - 3456 * Mi, gpu: 0 });
  // Of ten nodes, nine have none of the services.
  expect(together?.largestPod).toMatchObject({ cpu: 63_000, memory: 239 * Gi });
  const rest = { ephemeral: 10 * 2 ** 41 - 6 * Gi, gpu: 0, pods: 1000 - 4 };
  expect(together?.total).toEqual({ cpu: 630_000 - 1200, memory: 2390 * Gi - 3456 * Mi, ...rest });
});

test('services with a pool of their own take nothing from the others', () => {
  const service = { role: 'services', nodes: 2, allocatable };
  const [first, second, ...others] = pools({
    service,
    a: { role: 'both', nodes: 2, allocatable },
    b: { nodes: 2, allocatable },
  });
  expect(others).toEqual([]);
  expect([first?.name, first?.total.cpu, second?.name, second?.total.cpu]).toEqual(['a', 126_000, 'b', 126_000]);
});

test.each([
  [{ mode: 'exclusive' }, 4, [1, 2, 3, 4]],
  [{ mode: 'mig', slicesPerGpu: 7, profile: '1g.10gb' }, 28, [1]],
  [{ mode: 'timeSlicing', replicas: 3 }, 12, [1]],
  [{ mode: 'mps', replicas: 4 }, 16, [1]],
])('four GPUs shared out as %j', (sharing, perNode, options) => {
  const site = readSite(
    changed('pools.gpu', { nodes: 4, allocatable, gpu: { product: 'X', count: 4, sharing } }),
    'keck.ts',
  );
  const pool = site.pools.gpu as NonNullable<(typeof site.pools)[string]>;
  expect(gpusPerNode(pool)).toBe(perNode);
  expect(gpuOptions(pool)).toEqual(options);
  expect(sessionCapacity(site).find(({ name }) => name === 'gpu')?.total.gpu).toBe(4 * perNode);
});

test('one pool needs no label; of several, each has its own', () => {
  expect(poolLabels(readSite(smallSite(), 'keck.ts'), 'nodes')).toEqual({});
  const several = readSite(changed('pools.more', { nodes: 1, allocatable, labels: { zone: 'b' } }), 'keck.ts');
  expect(poolLabels(several, 'nodes')).toEqual({ 'astroplatform.io/pool': 'nodes' });
  expect(poolLabels(several, 'more')).toEqual({ zone: 'b' });
});

test('sizes on offer follow from the pools, unless they are written', () => {
  expect(plan(smallSite()).offers).toEqual({
    largest: { cpu: 31_000, memory: 118 * Gi },
    menu: { cpu: 31_000, memory: 118 * Gi },
    request: { cpu: 1000, memory: 4 * Gi },
    limit: { cpu: 8000, memory: 32 * Gi },
    gpus: [],
    pools: ['nodes'],
  });
  const small = changed('sessions', { ...smallSite().sessions, largest: { cpu: 2, memory: '6Gi' } });
  expect(plan(small).offers).toMatchObject({
    request: { cpu: 1000, memory: 4 * Gi },
    limit: { cpu: 2000, memory: 6 * Gi },
  });
  const tiny = changed('sessions', {
    ...smallSite().sessions,
    types: ['notebook'],
    largest: { cpu: 1, memory: '2Gi' },
  });
  expect(plan(tiny).offers).toMatchObject({
    request: { cpu: 1000, memory: 2 * Gi },
    limit: { cpu: 1000, memory: 2 * Gi },
  });
});

test('sessions with a GPU have what every number of GPUs has room for, and not more than the others unless it is written', () => {
  const gpu = (cpu: number, memory: string, count: number) => ({
    nodes: 1,
    allocatable: { cpu, memory, ephemeral: '1Ti' },
    gpu: { product: 'X', count },
  });
  const pools = {
    ...smallSite().pools,
    few: gpu(8, '1000Gi', 1),
    many: gpu(64, '80Gi', 4),
    disk: { ...gpu(64, '2000Gi', 4), allocatable: { cpu: 64, memory: '2000Gi', ephemeral: '20Gi' } },
  };
  const site: SiteInput = { ...smallSite(), pools, scratch: { kind: 'emptyDir', perSession: '50Gi' } };
  const { offers } = plan(site);
  // The nodes with most memory have no disk for the scratch space of a session, and those with one GPU few cores.
  expect(offers).toMatchObject({
    largest: { cpu: 31_000, memory: 118 * Gi },
    largestWithGpu: { cpu: 31_000, memory: 78 * Gi },
    gpus: [1, 2, 3, 4],
  });
  const written = { ...site, sessions: { ...site.sessions, largestWithGpu: { cpu: 40, memory: '78Gi' } } };
  expect(plan(written).offers).toMatchObject({
    largestWithGpu: { cpu: 40_000, memory: 78 * Gi },
    menu: { cpu: 40_000, memory: 118 * Gi },
  });
});

test('a Java heap leaves three tenths of the limit', () => {
  expect(javaHeap(3 * Gi)).toBe('2150m');
});
