import fc from 'fast-check';
import type { SiteInput } from '../../src/config/site';
import { formatCpu, formatMemory } from '../../src/config/units';
import { type Amounts, amounts, minus, NOTHING, plus, RESOURCES } from '../../src/plan/amounts';
import { type Question, wouldFit } from '../../src/plan/fit';
import { declaredNodes } from '../../src/plan/nodes';
import { largestOffer } from '../../src/plan/offers';
import type { Plan } from '../../src/plan/plan';
import { proveOffers } from '../../src/plan/prove-offers';
import { quotaBook } from '../../src/plan/quota-room';
import { planOf as planOfSite, SITES } from '../sites/sites';
import { planOf, SMALL } from './sample';

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
        reason: {
          path: 'pools.cpu',
          fact: 'one node has room for 239Gi memory, and the session asks for 512Gi memory',
          act: 'Ask for at most 192Gi memory, or declare larger nodes and raise sessions.largest.memory to 512Gi',
        },
      },
    ],
    [
      'that GPU nodes have 512Gi, and that nobody offers it',
      { type: 'notebook', cpu: 4000, memory: 512 * Gi, gpus: 1 },
      {
        verdict: 'never',
        reason: { path: 'sessions.largestWithGpu', act: 'Raise sessions.largestWithGpu.memory to 512Gi' },
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

test('small GPU nodes make a small offer, not one without a place', () => {
  const plan = planOf({ pools: gpuPools(8) });
  expect(plan.offers.largestWithGpu).toEqual({ cpu: 7000, memory: 118 * Gi });
  expect(proveOffers(plan).filter(({ answer }) => answer.verdict !== 'fits')).toEqual([]);
});

test('an offer without a place is found: a type of one size that no GPU node has room for', () => {
  const never = proveOffers(
    planOf({
      pools: gpuPools(8),
      sessions: {
        ...SMALL.sessions,
        define: {
          firefly: { resources: { requests: { cpu: 10, memory: '4Gi' }, limits: { cpu: 10, memory: '4Gi' } } },
        },
      },
    }),
  ).filter(({ answer }) => answer.verdict !== 'fits');
  expect(never.map(({ size, question }) => [question.type, size, question.gpus])).toEqual([['firefly', 'fixed', 1]]);
  expect(never[0]?.answer.reason).toMatchObject({ path: 'pools.gpu', fact: expect.stringContaining('7 cpu') });
});

const gpuPools = (cpu: number): SiteInput['pools'] => ({
  cpu: { role: 'both', nodes: 4, allocatable: { cpu: 32, memory: '120Gi', ephemeral: '1Ti' } },
  gpu: { nodes: 1, allocatable: { cpu, memory: '120Gi', ephemeral: '1Ti' }, gpu: { product: 'A', count: 1 } },
});

test('whoever follows the advice about a size has a valid site, and is not told of that size again', () => {
  const pool = fc.record({
    cpu: fc.integer({ min: 4, max: 100 }),
    memory: fc.integer({ min: 8, max: 500 }),
    gpus: fc.integer({ min: 0, max: 3 }),
  });
  let followed = 0;
  fc.assert(
    fc.property(
      fc.array(pool, { minLength: 1, maxLength: 3 }),
      fc.record({
        cpu: fc.integer({ min: 1, max: 110 }),
        memory: fc.integer({ min: 1, max: 520 }),
        gpus: fc.integer({ min: 0, max: 3 }),
      }),
      (pools, { cpu, memory, gpus }) => {
        const site: Partial<SiteInput> = {
          pools: Object.fromEntries([
            ['home', { role: 'both' as const, nodes: 2, allocatable: { cpu: 20, memory: '80Gi', ephemeral: '1Ti' } }],
            ...pools.map(({ cpu: cores, memory: gi, gpus: count }, index) => [
              `pool-${index}`,
              {
                nodes: 2,
                allocatable: { cpu: cores, memory: `${gi}Gi`, ephemeral: '300Gi' },
                ...(count > 0 && { gpu: { product: 'A', count } }),
              },
            ]),
          ]),
          sessions: { ...SMALL.sessions, largest: { cpu: 4, memory: '6Gi' } },
        };
        const question = { type: 'headless', cpu: cpu * 1000, memory: memory * Gi, gpus };
        const answer = wouldFit(planOf(site), question);
        if (!answer.reason?.path?.startsWith('sessions.largest')) return;
        followed++;
        const key = answer.reason.path.split('.')[1] as 'largest' | 'largestWithGpu';
        const before = planOf(site).offers[key] ?? { cpu: 0, memory: 0 };
        const { act = '' } = answer.reason;
        const said = (pattern: RegExp, otherwise: string) => pattern.exec(act)?.[1] ?? otherwise;
        const raised = {
          cpu: said(/(?:\.cpu to | as )(\S+)/, formatCpu(before.cpu)),
          memory: said(/(?:\.memory to | and )(\d+\w+)/, formatMemory(before.memory)),
        };
        const changed = planOf({ ...site, sessions: { ...site.sessions, [key]: raised } as SiteInput['sessions'] });
        expect(wouldFit(changed, question).reason?.path ?? '').not.toMatch(/^sessions\.largest/);
      },
    ),
    { seed, numRuns: 300 },
  );
  expect(followed).toBeGreaterThan(30);
});

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
        const most = largestOffer(plan.offers, gpus);
        if (cpu * 1000 > most.cpu || memory * Gi > most.memory) return;
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
