import type { Load } from '../../src/config/load';
import { RESOURCES, sumOf } from '../../src/plan/amounts';
import { declaredNodes } from '../../src/plan/nodes';
import type { Plan } from '../../src/plan/plan';
import { poolOrder, SimulatedCluster } from '../../src/simulate/cluster';
import { defaultLoad } from '../../src/simulate/default-load';
import { demandOf } from '../../src/simulate/demand';
import { Random } from '../../src/simulate/random';
import { Session } from '../../src/simulate/session';
import { type SimulationOptions, simulate } from '../../src/simulate/simulate';
import { planOf } from '../plan/sample';
import { planOf as planOfSite, SITES } from '../sites/sites';

const Gi = 2 ** 30;
const HOUR = 3600;
const canfar = planOfSite(SITES.canfar as never);

const stream = (change: Partial<Load['sessions'][number]>): Load['sessions'][number] => ({
  ...{ type: 'headless', perHour: 20, day: 'flat', gpus: 0, duration: HOUR },
  ...change,
});
const play = (plan: Plan, sessions: Load['sessions'], change: Partial<SimulationOptions> = {}) =>
  simulate(plan, { load: { sessions }, file: 'load.yaml', seed: 1, days: 1, ...change });

describe('a site of production size', () => {
  const load = defaultLoad(canfar, 100);
  const result = simulate(canfar, { load, file: 'load', seed: 3, days: 1 });

  test('gives the same answer for the same seed, and another for another', () => {
    expect(simulate(canfar, { load, file: 'load', seed: 3, days: 1 })).toEqual(result);
    expect(simulate(canfar, { load, file: 'load', seed: 4, days: 1 })).not.toEqual(result);
  });

  test('loses no session, and promises nothing that is not there', () => {
    for (const { asked, admitted, placed, ended, waiting } of result.types) {
      expect(asked).toBe(placed + waiting);
      expect(placed).toBe(admitted);
      expect(ended).toBeLessThanOrEqual(placed);
    }
    for (const { room, peak } of result.pools)
      for (const resource of RESOURCES) expect(peak[resource]).toBeLessThanOrEqual(room[resource]);
    const total = sumOf((result.teams ?? []).map(({ promised }) => promised));
    for (const { peak } of result.teams ?? [])
      for (const resource of RESOURCES) expect(peak[resource]).toBeLessThanOrEqual(total[resource]);
  });

  test('plays the assumed load about as busy as it was asked for', () => {
    const { teams = [] } = simulate(canfar, { load: defaultLoad(canfar, 60), file: 'load', seed: 1, days: 4 });
    expect(teams.length).toBe(2);
    // The first day begins with empty nodes.
    for (const { part } of teams) expect(part).toBeCloseTo(0.6, 1);
  });

  test('says how far it is', () => {
    const told: number[] = [];
    const progress = (played: number, all: number) => void told.push(played / all);
    simulate(canfar, { load, file: 'load', seed: 3, days: 1, progress });
    expect(told.length).toBeGreaterThan(2);
    expect(told).toEqual([...told].sort((a, b) => a - b));
    expect(told.at(-1)).toBe(1);
  });
});

test.each(['demo', 'srcnet'])('%s has an assumed load too', (name) => {
  const plan = planOfSite(SITES[name] as never);
  const result = simulate(plan, { load: defaultLoad(plan, 50), file: 'load', seed: 1, days: 2 });
  expect(result.sessions).toBeGreaterThan(20);
  expect(result.types.reduce((sum, { placed }) => sum + placed, 0)).toBeGreaterThan(0.9 * result.sessions);
});

describe('waits', () => {
  const one = {
    pools: { cpu: { role: 'both' as const, nodes: 1, allocatable: { cpu: 12, memory: '64Gi', ephemeral: '1Ti' } } },
  };
  const half = { cores: 4000, memory: 8 * Gi };

  test('are nothing while there is room, and grow without end when more is asked for than fits', () => {
    const plan = planOf({ ...one, queues: { kind: 'kueue', headroom: 0 } });
    const calm = play(plan, [stream({ ...half, perHour: 0.5 })], { days: 10 });
    expect(calm.types[0]).toMatchObject({ stopped: 0, wait: { p50: 0 } });
    // Two at a time for an hour each; four an hour are asked for.
    const busy = play(plan, [stream({ ...half, perHour: 4 })], { days: 10 });
    const { asked = 0, placed = 0, wait } = busy.types[0] ?? {};
    expect(placed / asked).toBeCloseTo(0.5, 1);
    expect(wait?.p95).toBeGreaterThan(80 * HOUR);
  });

  test('are those of the namespace and the scheduler without queues', () => {
    const plan = planOf(one);
    const result = play(plan, [stream({ ...half, perHour: 4 })], { days: 3 });
    expect(result.teams).toBeUndefined();
    expect(result.pending.peak).toBeGreaterThan(0);
    expect(result.types[0]?.waiting).toBeGreaterThan(50);
  });
});

test('interactive sessions stop headless ones where the site lets them, and never the other way round', () => {
  const pools = {
    cpu: { role: 'both' as const, nodes: 2, allocatable: { cpu: 20, memory: '64Gi', ephemeral: '1Ti' } },
  };
  const sessions = [
    stream({ cores: 4000, memory: 8 * Gi, perHour: 8 }),
    stream({ type: 'notebook', cores: 4000, memory: 8 * Gi, perHour: 3 }),
  ];
  const of = (preempt: 'never' | 'headless') =>
    play(planOf({ pools, queues: { kind: 'kueue', headroom: 0, preempt } }), sessions, { days: 2 }).types;
  const [never, may] = [of('never'), of('headless')];
  expect(never.map(({ stopped }) => stopped)).toEqual([0, 0]);
  expect(may[0]?.stopped).toBeGreaterThan(10);
  expect(may[1]?.stopped).toBe(0);
  expect(may[1]?.wait?.p95).toBeLessThan(never[1]?.wait?.p95 ?? 0);
});

test('a team uses what others leave, and gives it back when they come', () => {
  const plan = planOf({
    teams: { mine: { weight: 3 }, other: { weight: 1 } },
    queues: { kind: 'kueue', headroom: 0, preempt: 'headless', namespaces: { other: 'elsewhere' } },
  });
  const alone = play(plan, [stream({ team: 'other', cores: 4000, memory: 8 * Gi, perHour: 40 })]);
  expect(alone.teams?.find(({ team }) => team === 'other')?.part).toBeGreaterThan(1.5);
  const both = play(plan, [
    stream({ team: 'other', cores: 4000, memory: 8 * Gi, perHour: 60 }),
    stream({ type: 'notebook', cores: 4000, memory: 8 * Gi, perHour: 60 }),
  ]);
  const part = (name: string) => both.teams?.find(({ team }) => team === name)?.part ?? 0;
  expect(part('mine')).toBeGreaterThan(0.75);
  expect(part('other')).toBeLessThan(1.3);
  expect(both.types[0]?.stopped).toBeGreaterThan(0);
});

test('cores are stranded on nodes whose memory is gone', () => {
  const pools = {
    cpu: { role: 'both' as const, nodes: 3, allocatable: { cpu: 32, memory: '40Gi', ephemeral: '1Ti' } },
  };
  const {
    pools: [pool],
  } = play(planOf({ pools, queues: { kind: 'kueue' } }), [stream({ cores: 1000, memory: 16 * Gi, perHour: 30 })]);
  expect(pool?.stranded.peak).toBeGreaterThan(20_000);
  expect(pool?.stranded.mean).toBeLessThanOrEqual(pool?.stranded.peak ?? 0);
});

test('sessions that can never start are told apart from those that wait', () => {
  const plan = planOf({
    teams: { large: { weight: 10 }, small: { weight: 1 } },
    queues: { kind: 'kueue', kept: 100, namespaces: { small: 'elsewhere' } },
  });
  const result = play(plan, [
    stream({ team: 'small', cores: 16_000, memory: Gi }),
    stream({ team: 'small', cores: 1000 }),
  ]);
  expect(result.never).toEqual([
    expect.objectContaining({
      session: 'headless, 16 cores, 1Gi',
      fact: expect.stringContaining('the quota of team small'),
    }),
  ]);
});

test.each<[Partial<Load['sessions'][number]>, string]>([
  [{ type: 'headles' }, 'sessions[0].type: the site has no "headles". Did you mean "headless"?'],
  [{ team: 'skaa' }, 'sessions[0].team: the site has no "skaa". Did you mean "ska"?'],
  [{ memory: 512 * Gi }, 'sessions[0]: no node has room for it. Ask for at most 192Gi memory'],
  [{ gpus: 2 }, 'sessions[0]: sessions may have 1 GPU'],
  [{ type: 'firefly', cores: 4000 }, 'sessions[0]: firefly sessions have one size'],
])('a load with %j is refused', (change, message) => {
  expect(() => play(canfar, [stream(change)])).toThrow(message);
});

describe('Kueue', () => {
  /** A cluster of two teams with one pool of `nodes` nodes with 8 cores for sessions. */
  function cluster(
    nodes: number,
    queues: object,
    kinds: readonly { type: string; team: string; cores: number }[],
    site: object = {},
  ) {
    const plan = planOf({
      pools: {
        home: { role: 'services', nodes: 1, allocatable: { cpu: 32, memory: '120Gi', ephemeral: '1Ti' } },
        cpu: { role: 'sessions', nodes, allocatable: { cpu: 9, memory: '80Gi', ephemeral: '1Ti' } },
      },
      sessions: {
        authorization: { kind: 'group', group: 'ivo://science.example.org/gms?users' },
        types: ['notebook', 'headless'],
      },
      teams: { a: {}, b: {} },
      queues: { kind: 'kueue', headroom: 0, types: { notebook: 'a', headless: 'b' }, ...queues },
      ...site,
    });
    const pools = poolOrder(plan);
    const given = declaredNodes(plan);
    const demands = kinds.map(({ type, team, cores }, index) => ({
      index,
      ...demandOf(plan, { type, team, cpu: cores * 1000, memory: Gi }, pools, given),
    }));
    const log: string[] = [];
    const names = new Map<Session, string>();
    const say = (what: string) => (session: Session) => void log.push(`${what} ${names.get(session)}`);
    const simulated = new SimulatedCluster(
      plan,
      { pools, nodes: given, demands, random: new Random(1) },
      { admitted: say('in'), placed: () => {}, stopped: say('stop') },
    );
    let now = 0;
    return {
      log,
      ask(name: string, kind: number) {
        const session = new Session(demands[kind] as (typeof demands)[number], now, now);
        names.set(session, name);
        simulated.ask(session);
        simulated.settle(now++);
        return session;
      },
      end(session: Session) {
        simulated.end(session);
        simulated.settle(now++);
      },
    };
  }

  const KINDS = [
    { type: 'notebook', team: 'a', cores: 4 },
    { type: 'headless', team: 'b', cores: 4 },
    { type: 'headless', team: 'a', cores: 4 },
    { type: 'headless', team: 'a', cores: 6 },
  ];

  test('lets whoever fits pass those who do not', () => {
    const { ask, end, log } = cluster(1, { kept: 0 }, KINDS);
    const first = ask('first', 2);
    ask('large', 3);
    const small = ask('small', 2);
    end(first);
    end(small);
    expect(log).toEqual(['in first', 'in small', 'in large']);
  });

  test('lets the one of higher priority in first, then in the order of asking', () => {
    const { ask, end, log } = cluster(1, { kept: 0 }, KINDS);
    const first = ask('first', 2);
    ask('second', 2);
    ask('batch', 2);
    ask('later batch', 2);
    ask('notebook', 0);
    end(first);
    expect(log).toEqual(['in first', 'in second', 'in notebook']);
  });

  test('takes back what was lent, from whoever came last', () => {
    const { ask, log } = cluster(2, { kept: 0, preempt: 'headless' }, KINDS);
    for (const name of ['b1', 'b2', 'b3', 'b4']) ask(name, 1);
    ask('notebook', 0);
    expect(log.slice(4)).toEqual(['stop b4', 'in notebook']);
    ask('second notebook', 0);
    expect(log.slice(6)).toEqual(['stop b3', 'in second notebook']);
    // Team b has no more than it is promised now.
    ask('third notebook', 0);
    expect(log.length).toBe(8);
  });

  test('stops others in the pool where what is short need not be borrowed, whatever else is', () => {
    const size = { memory: '50Gi', pods: 14 };
    // Pods of both pools are used up, lent ones included; on the second node it is the disk that is short.
    const pools = {
      home: { role: 'services', nodes: 1, allocatable: { cpu: 32, memory: '120Gi', ephemeral: '1Ti' } },
      first: { nodes: 2, allocatable: { ...size, cpu: 14, ephemeral: '396Gi' } },
      second: { nodes: 1, allocatable: { ...size, cpu: 18, ephemeral: '223Gi' } },
    };
    const { ask, log } = cluster(
      1,
      { kept: 30, preempt: 'headless' },
      [
        { type: 'headless', team: 'a', cores: 2 },
        { type: 'notebook', team: 'a', cores: 5 },
      ],
      { pools, teams: { a: { weight: 6 }, b: {} }, scratch: { kind: 'emptyDir', perSession: '54Gi' } },
    );
    const asked = Array.from({ length: 12 }, (_, index) => ask(`h${index}`, 0));
    expect(asked.map(({ pool }) => pool)).toEqual([...Array(8).fill(0), 1, 1, 1, -1]);
    expect(ask('notebook', 1).pool).toBe(1);
    expect(log.slice(-2)).toEqual(['stop h10', 'in notebook']);
  });

  test('lends nothing that is kept', () => {
    const { ask, log } = cluster(2, { kept: 100 }, KINDS);
    for (const name of ['b1', 'b2', 'b3']) ask(name, 1);
    expect(log).toEqual(['in b1', 'in b2']);
  });
});
