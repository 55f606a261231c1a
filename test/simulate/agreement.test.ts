import { type Question, wouldFit } from '../../src/plan/fit';
import { scenario } from '../cluster/calibration/scenario';
import { Shadow } from '../cluster/calibration/shadow';
import { planOf } from '../plan/sample';

const Gi = 2 ** 30;
// The first of those that test/cluster/calibration.test.ts plays on a real scheduler and a real Kueue.
const SEEDS = Array.from({ length: 60 }, (_, index) => index + 1);

test('`fit` and the simulation agree about sites and sessions of chance', () => {
  let answers = 0;
  for (const seed of SEEDS) {
    const { plan, kinds, steps } = scenario(seed);
    const shadow = new Shadow(scenario(seed), []);
    const open: string[] = [];
    let time = 0;
    const ask = (kind: number) => {
      const name = `s${time}`;
      shadow.ask(name, kind, { created: time, uid: time.toString(16).padStart(12, '0') });
      shadow.settle();
      open.push(name);
      time++;
      return shadow.state(name);
    };
    const { pools } = wouldFit(plan, kinds[0] as Question);
    const runs = pools.reduce((sum, { now }) => sum + now, 0);
    const letIn = plan.queues?.topology ? runs : pools.reduce((sum, { admitted = 0 }) => sum + admitted, 0);
    for (let count = 0; count < Math.max(runs, letIn) + 2; count++) ask(0);
    const found = open.map((name) => shadow.state(name));
    expect([seed, found.filter((state) => state === 'runs').length]).toEqual([seed, runs]);
    if (plan.queues) expect([seed, found.filter((state) => state !== 'waits').length]).toEqual([seed, letIn]);
    for (const step of steps) {
      if ('end' in step) {
        const [name] = open.splice(step.end % Math.max(1, open.length), 1);
        if (name !== undefined) shadow.end(name);
        shadow.settle();
        continue;
      }
      const { verdict } = wouldFit(plan, kinds[step.ask] as Question, shadow.situation());
      const state = ask(step.ask);
      // Whoever may stop others starts although `fit`, which stops nobody, says that it waits.
      if (plan.queues?.preempt !== 'never') continue;
      expect([seed, step, state === 'runs']).toEqual([seed, step, verdict === 'fits']);
      answers++;
    }
  }
  expect(answers).toBeGreaterThan(100);
});

describe('a queue that does not look at nodes', () => {
  const node = (cpu: number, nodes: number) => ({ nodes, allocatable: { cpu, memory: '120Gi', ephemeral: '1Ti' } });
  const question = { type: 'headless', cpu: 16_000, memory: 8 * Gi };
  const queues = { kind: 'kueue' as const, nodeFit: false, headroom: 0 };
  const home = { ...node(32, 1), role: 'services' as const };

  test('leads sessions to the first pool with quota, so that they never start there', () => {
    const answer = wouldFit(planOf({ pools: { home, small: node(9, 8), large: node(40, 2) }, queues }), question);
    expect(answer).toMatchObject({
      verdict: 'never',
      atOnce: 0,
      reason: { path: 'pools.small', fact: expect.stringContaining('the queue leads it there') },
    });
    expect(answer.gap).toBe(4);
  });

  test('does so only while that pool has quota, and not when it comes last', () => {
    expect(wouldFit(planOf({ pools: { home, small: node(9, 1), large: node(40, 2) }, queues }), question).verdict).toBe(
      'fits',
    );
    expect(wouldFit(planOf({ pools: { home, large: node(40, 2), small: node(9, 8) }, queues }), question).verdict).toBe(
      'fits',
    );
  });
});
