import fc from 'fast-check';
import type { SiteInput } from '../../src/config/site';
import { type Amounts, amounts, minus, NOTHING, plus, RESOURCES } from '../../src/plan/amounts';
import { type Question, wouldFit } from '../../src/plan/fit';
import { declaredNodes } from '../../src/plan/nodes';
import type { Plan } from '../../src/plan/plan';
import { proveOffers } from '../../src/plan/prove-offers';
import { quotaBook } from '../../src/plan/quota-room';
import { planOf as planOfSite, SITES } from '../sites/sites';
import { planOf } from './sample';

const seed = 20260101;
const Gi = 2 ** 30;
const canfar = planOfSite(SITES.canfar as never);
const large = { cpu: 16_000, memory: 192 * Gi };

describe('a site of production size says', () => {
  test.each<[string, Question, object]>([
    ['where the largest session runs', { type: 'headless', ...large }, { verdict: 'fits', atOnce: 54, team: 'cadc' }],
    [
      'that a slice ends at local disk',
      { type: 'notebook', cpu: 4000, memory: 32 * Gi, gpus: 1 },
      { verdict: 'fits', atOnce: 40 },
    ],
    [
      'why two slices are never given',
      { type: 'notebook', gpus: 2 },
      { verdict: 'never', atOnce: 0, reason: { path: 'pools', fact: expect.stringContaining('may have 1 GPU') } },
    ],
    [
      'what stands in the way of 512Gi, and then what',
      { type: 'notebook', cpu: 4000, memory: 512 * Gi },
      {
        verdict: 'never',
        reason: { path: 'sessions.largest', act: expect.stringMatching(/^Raise .* to 512Gi; then pools.cpu .* 239Gi/) },
      },
    ],
    ['that a small team may borrow', { type: 'headless', ...large, team: 'ska' }, { verdict: 'fits', atOnce: 54 }],
    ['that desktops have one size', { type: 'desktop', cpu: 2000 }, { verdict: 'never' }],
    ['that a desktop app has no GPU', { type: 'desktop-app', gpus: 1 }, { verdict: 'never' }],
  ])('%s', (_, question, expected) => {
    expect(wouldFit(canfar, question)).toMatchObject(expected);
  });

  test('that a team which keeps all to itself lends nothing, so another never gets more than its share', () => {
    const strict = planOfSite({
      ...SITES.canfar,
      queues: { kind: 'kueue', kept: 100, namespaces: { ska: 'src' } },
    } as never);
    expect(wouldFit(strict, { type: 'headless', ...large, team: 'ska' })).toMatchObject({ verdict: 'fits', atOnce: 4 });
    const nodes = declaredNodes(strict);
    const usage = { ska: { cpu: { ...NOTHING, memory: 800 * Gi } } };
    expect(wouldFit(strict, { type: 'headless', ...large, team: 'ska' }, { nodes, usage })).toMatchObject({
      verdict: 'waits',
      reason: { fact: expect.stringContaining('the quota of team ska has 85Gi memory left') },
    });
  });

  test('behind what a session waits when all nodes are full', () => {
    const nodes = declaredNodes(canfar).map((node) => ({ ...node, free: { ...node.free, cpu: 500 } }));
    expect(wouldFit(canfar, { type: 'notebook' }, { nodes, usage: {} })).toMatchObject({
      verdict: 'waits',
      reason: { path: 'pools.cpu', fact: 'no node has room for it now' },
    });
  });
});

test('the gap between what is admitted and what has a place is 0 where Kueue looks at nodes, and told where not', () => {
  const blind = planOfSite({
    ...SITES.canfar,
    queues: { kind: 'kueue', nodeFit: false, namespaces: { ska: 'src' } },
  } as never);
  expect(wouldFit(canfar, { type: 'headless', ...large })).toMatchObject({ atOnce: 54, gap: 0 });
  expect(wouldFit(blind, { type: 'headless', ...large })).toMatchObject({ atOnce: 54, gap: 11 });
});

test.each(Object.keys(SITES))('every size that %s offers has a place', (name) => {
  const proofs = proveOffers(planOfSite(SITES[name] as never));
  expect(proofs.length).toBeGreaterThan(6);
  expect(proofs.filter(({ answer }) => answer.verdict !== 'fits')).toEqual([]);
});

test('an offer without a place is found: the GPU nodes are smaller than the largest session', () => {
  const { pools } = SMALL_GPU;
  const never = proveOffers(planOf({ pools })).filter(({ answer }) => answer.verdict !== 'fits');
  expect(new Set(never.map(({ size, question }) => `${size} ${question.gpus}`))).toEqual(new Set(['largest 1']));
  expect(never[0]?.answer.reason).toMatchObject({ path: 'pools.gpu', fact: expect.stringContaining('7 cpu') });
});

const SMALL_GPU: Pick<SiteInput, 'pools'> = {
  pools: {
    cpu: { role: 'both', nodes: 4, allocatable: { cpu: 32, memory: '120Gi', ephemeral: '1Ti' } },
    gpu: {
      nodes: 1,
      allocatable: { cpu: 8, memory: '120Gi', ephemeral: '1Ti' },
      gpu: { product: 'A', count: 1 },
    },
  },
};

test('the counts are those of starting one session after the other until none fits', () => {
  const pool = fc.record({
    nodes: fc.integer({ min: 1, max: 6 }),
    cpu: fc.integer({ min: 4, max: 40 }),
    memory: fc.integer({ min: 6, max: 160 }),
    gpus: fc.integer({ min: 0, max: 4 }),
  });
  fc.assert(
    fc.property(
      fc.array(pool, { minLength: 1, maxLength: 3 }),
      fc.record({
        cpu: fc.integer({ min: 1, max: 12 }),
        memory: fc.integer({ min: 1, max: 40 }),
        gpus: fc.integer({ min: 0, max: 2 }),
        kept: fc.integer({ min: 0, max: 100 }),
        weight: fc.integer({ min: 1, max: 20 }),
        used: fc.integer({ min: 0, max: 30 }),
      }),
      (pools, { cpu, memory, gpus, kept, weight, used }) => {
        const plan = planOf({
          pools: Object.fromEntries([
            ['home', { role: 'both' as const, nodes: 2, allocatable: { cpu: 20, memory: '80Gi', ephemeral: '1Ti' } }],
            ...pools.map(({ nodes, cpu: cores, memory: gi, gpus: count }, index) => [
              `pool-${index}`,
              {
                nodes,
                allocatable: { cpu: cores, memory: `${gi}Gi`, ephemeral: '300Gi' },
                ...(count > 0 && { gpu: { product: 'A', count } }),
              },
            ]),
          ]),
          teams: { mine: { weight }, other: { weight: 5 } },
          queues: { kind: 'kueue', kept, namespaces: { other: 'elsewhere' } },
        });
        if (!plan.offers.gpus.includes(gpus) && gpus > 0) return;
        if (cpu * 1000 > plan.offers.largest.cpu || memory * Gi > plan.offers.largest.memory) return;
        const usage = { other: { home: { ...NOTHING, cpu: used * 1000, memory: used * Gi, pods: used } } };
        const nodes = declaredNodes(plan);
        const question = { type: 'headless', cpu: cpu * 1000, memory: memory * Gi, gpus };
        const answer = wouldFit(plan, question, { nodes, usage });
        const started = startAll(plan, answer.request, usage);
        expect(answer.pools.map(({ now }) => now)).toEqual(started);
        expect(answer.verdict === 'fits').toBe(started.some((count) => count > 0));
      },
    ),
    { seed, numRuns: 200 },
  );
});

/** Starts sessions of one team one by one, with Kueue's bookkeeping; returns how many each pool took. */
function startAll(plan: Plan, request: Amounts, others: Record<string, Record<string, Amounts>>): number[] {
  return plan.capacity.map(({ name }) => {
    const gpu = (plan.site.pools[name]?.gpu?.count ?? 0) > 0;
    if (gpu !== request.gpu > 0) return 0;
    const left = declaredNodes(plan)
      .filter(({ pool }) => pool === name)
      .flatMap(({ count, free }) => Array.from({ length: count }, () => free));
    let used = NOTHING;
    for (let started = 0; ; started++) {
      const node = left.findIndex((free) => within(request, free));
      if (node < 0 || !admitted(plan, name, plus(used, request), others)) return started;
      left[node] = minus(left[node] as Amounts, request);
      used = plus(used, request);
    }
  });
}

const within = (a: Amounts, b: Amounts) => RESOURCES.every((resource) => a[resource] <= b[resource]);

/** Whether the books of the cohort balance: nobody's own part is touched, and the pot is not overdrawn. */
function admitted(plan: Plan, pool: string, mine: Amounts, others: Record<string, Record<string, Amounts>>): boolean {
  const beyond = (plan.queues?.teams ?? []).map(({ team, pools }) => {
    const { nominal = NOTHING, lent = NOTHING } = pools[pool] ?? {};
    const used = team === 'mine' ? mine : (others[team]?.[pool] ?? NOTHING);
    return { lent, over: amounts((key) => Math.max(0, used[key] - (nominal[key] - lent[key]))), used: team === 'mine' };
  });
  return RESOURCES.every((key) => {
    const mineOver = beyond.find(({ used }) => used)?.over[key] ?? 0;
    const over = beyond.reduce((sum, one) => sum + one.over[key], 0);
    return mineOver === 0 || over <= beyond.reduce((sum, { lent }) => sum + lent[key], 0);
  });
}

test('quota never gives away what is kept', () => {
  const plan = planOf({
    teams: { mine: {}, other: {} },
    queues: { kind: 'kueue', kept: 40, namespaces: { other: 'elsewhere' } },
  });
  if (!plan.queues) throw new Error('no queues');
  const { promised, most } = quotaBook(plan.queues).room('mine', 'cpu');
  expect(promised.cpu).toBe(60_000);
  expect(most.cpu).toBe(60_000 + 35_400);
});
