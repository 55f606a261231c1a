import fc from 'fast-check';
import type { Pool } from '../../src/config/pools';
import { readSite } from '../../src/config/read-site';
import { allocatable, reservations } from '../../src/plan/allocatable';
import { kubeletSettings } from '../../src/plan/machines';
import { parseQuantity, UNIT } from '../../src/quantity';
import { SMALL } from './sample';

const Gi = 2 ** 30;
const Mi = 2 ** 20;
const pool = (value: unknown): Pool => {
  const read = readSite({ ...SMALL, pools: { cpu: value } }, 'keck.yaml').pools.cpu;
  if (!read) throw new Error('no pool');
  return read;
};
const machine = (capacity: object, reserved: object = {}) => pool({ role: 'both', nodes: 1, capacity, reserved });
const bytes = (text: string) => Number(parseQuantity(text) / UNIT);

test('a machine of 64 cores and 256Gi offers what kubelet leaves of it', () => {
  const large = machine({ cpu: 64, memory: '256Gi', ephemeral: '800Gi' });
  // 60 + 10 + 2 x 5 + 60 x 2.5 millicores, and 100 for the system.
  expect(reservations(large)?.kube.cpu).toBe(230);
  const kernel = Math.ceil(256 * Gi * 0.075);
  expect(allocatable(large)).toEqual({
    cpu: 64_000 - 230 - 100,
    memory: Math.floor((256 * Gi - kernel - (255 + 110 * 11 + 256 + 100) * Mi) / Mi) * Mi,
    ephemeral: 800 * Gi - 80 * Gi - Gi,
    gpu: 0,
    pods: 110,
  });
});

test('what is measured is taken as it is', () => {
  const measured = pool(SMALL.pools.cpu);
  expect(reservations(measured)).toBeUndefined();
  expect(allocatable(measured)).toMatchObject({ cpu: 32_000, memory: 120 * Gi, pods: 110 });
});

test('capacity less what kubelet is told to keep is what is counted with, whatever the machine', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 3, max: 512 }),
      fc.integer({ min: 8, max: 4096 }),
      fc.integer({ min: 40, max: 8192 }),
      fc.integer({ min: 15, max: 500 }),
      fc.integer({ min: 1, max: 50 }),
      (cpu, memory, disk, pods, evictionDisk) => {
        const any = machine(
          { cpu, memory: `${memory}Gi`, ephemeral: `${disk}Gi`, pods },
          { kernel: '1Mi', evictionDisk, kubeMemory: '500Mi' },
        );
        const kept = kubeletSettings(any);
        if (!kept) throw new Error('no settings');
        const { kubeReserved, systemReserved, evictionHard } = kept;
        const left = allocatable(any);
        const used = (name: 'cpu' | 'memory') =>
          parseQuantity(kubeReserved[name]) + parseQuantity(systemReserved[name]);
        expect(left.cpu).toBe(cpu * 1000 - Number(used('cpu') / (UNIT / 1000n)));
        const rest = memory * Gi - Mi - Number(used('memory') / UNIT) - bytes(evictionHard['memory.available']);
        expect(left.memory).toBe(rest);
        // Kubelet rounds its own percentage; we are never above it.
        const free = disk * Gi * (1 - evictionDisk / 100) - bytes(kubeReserved['ephemeral-storage']);
        expect(left.ephemeral).toBeLessThanOrEqual(free + 1);
        expect(left.ephemeral).toBeGreaterThan(free - 2 * Mi);
      },
    ),
    { seed: 20260101, numRuns: 100 },
  );
});
