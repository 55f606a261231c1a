import type { OnPlatform } from './on-platform';
import { settled } from './settled';
import { note } from './summary';

const Gi = 2 ** 30;

/** More sessions than there is room: some run, the others wait, and nothing is promised that no node can hold. */
export function crowd(on: OnPlatform): void {
  const { plan } = on;
  const largest = { cores: plan.offers.largest.cpu / 1000, ram: plan.offers.largest.memory / Gi };
  const flexible = { cores: plan.offers.request.cpu / 1000, ram: plan.offers.request.memory / Gi };

  /** Sessions of the largest size that all nodes could hold if nothing else were on them. */
  const room = plan.capacity
    .filter(({ name }) => plan.offers.pools.includes(name))
    .map(({ nodes, largestPod: { cpu, memory } }) => {
      const { largest: one } = plan.offers;
      return nodes * Math.floor(Math.min(cpu / one.cpu, memory / one.memory));
    })
    .reduce((sum, one) => sum + one, 0);

  afterEach(() => on.service.endAll());

  test.each([
    ['largest', largest, room + 5],
    ['smallest', flexible, 20],
  ])('of the %s sessions those that get in run, and the others wait', async (which, size, asked) => {
    for (let count = 0; count < asked; count++) {
      await on.service.launch(on.service.prepare('headless', { requests: size, limits: size }));
    }
    const { let: admitted, run } = await settled(on);
    expect(run).toBe(admitted);
    expect(run).toBeGreaterThan(0);
    if (which === 'largest') expect(run).toBeLessThanOrEqual(room);
    note({
      table: 'More sessions than room',
      site: plan.site.name,
      size: `${size.cores} cores, ${size.ram} GiB`,
      asked,
      'let in': admitted,
      run,
    });
  });
}
