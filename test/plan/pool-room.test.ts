import fc from 'fast-check';
import type { SiteInput } from '../../src/config/site';
import { wouldFit } from '../../src/plan/fit';
import { LEAST } from '../../src/plan/pool-room-problems';
import { problems } from '../config/small-site';
import { planOf, SMALL } from './sample';

type Pools = SiteInput['pools'];
type Pool = NonNullable<Pools[string]>;

const home = SMALL.pools.cpu as Pool;
const seed = 20261130;
const node = (allocatable: object, more: object = {}): Pool => ({
  nodes: 2,
  allocatable: { cpu: 16, memory: '64Gi', ephemeral: '1Ti', ...allocatable },
  ...more,
});
const gpu = { product: 'NVIDIA-L40S', count: 2 };

/** What is wrong with the small site and one more pool. */
const withPool = (more: Pool, change: Partial<SiteInput> = {}) =>
  problems(() => planOf({ pools: { cpu: home, more }, ...change })).map(
    ({ path, fact, act }) => `${path}: ${fact}. ${act}`,
  );
const types = (...names: string[]) => ({ sessions: { ...SMALL.sessions, types: names } });

const PLACES = 'Declare nodes with more pods, or lower pools.more.daemonsets if they take less, or';

describe('a pool on whose nodes nothing could ever run is refused', () => {
  test.each<[what: string, pool: Pool, change: Partial<SiteInput>, said: string]>([
    [
      'daemonsets take every place for a pod',
      node({ pods: 10 }),
      types('notebook'),
      `pools.more.allocatable.pods: no session would ever start here: a node has 0 pods (it offers 10 to pods, and daemonsets take 10), and the smallest notebook session asks for 1 pod. ${PLACES} remove the pool`,
    ],
    [
      'they do so on nodes that take services as well',
      node({ pods: 10 }, { role: 'both' }),
      types('notebook'),
      `pools.more.allocatable.pods: no session would ever start here: a node has 0 pods (it offers 10 to pods, and daemonsets take 10), and the smallest notebook session asks for 1 pod. ${PLACES} write services as pools.more.role`,
    ],
    [
      'too few cores are left for one of one core',
      node({ cpu: '1999m' }),
      types('notebook'),
      'pools.more.allocatable.cpu: no session would ever start here: a node has 999m cpu (it offers 1999m to pods, and daemonsets take 1), and the smallest notebook session asks for 1 cpu. Declare nodes with more CPU, or lower pools.more.daemonsets if they take less, or remove the pool',
    ],
    [
      'too little disk for scratch space',
      node({ ephemeral: '49Gi' }),
      types('notebook'),
      'pools.more.allocatable.ephemeral: no session would ever start here: a node has 49Gi ephemeral-storage, and the smallest notebook session asks for 50Gi ephemeral-storage. Declare nodes with more local disk, or remove the pool',
    ],
    [
      'a machine of which kubelet leaves too little',
      { nodes: 2, capacity: { cpu: 16, memory: '5Gi', ephemeral: '1Ti' } },
      types('notebook'),
      'pools.more.capacity.memory: no session would ever start here: a node has 867Mi memory (it offers 2915Mi to pods, and daemonsets take 2Gi), and the smallest notebook session asks for 1Gi memory. Declare nodes with more memory, or lower pools.more.daemonsets if they take less, or remove the pool',
    ],
    [
      'sessions with a GPU have no place for a pod',
      node({ pods: 10 }, { gpu }),
      types('notebook'),
      `pools.more.allocatable.pods: no session would ever start here: a node has 0 pods (it offers 10 to pods, and daemonsets take 10), and the smallest notebook session asks for 1 pod. ${PLACES} remove the pool`,
    ],
    [
      'a container runtime takes what is left of a core',
      node({ cpu: 2 }),
      { sessions: { ...types('notebook').sessions, runtime: { handler: 'kata', overhead: { cpu: '250m' } } } },
      'pools.more.allocatable.cpu: no session would ever start here: a node has 1 cpu (it offers 2 to pods, and daemonsets take 1), and the smallest notebook session asks for 1250m cpu. Declare nodes with more CPU, or lower pools.more.daemonsets if they take less, or remove the pool',
    ],
  ])('%s', (_, pool, change, said) => {
    expect(withPool(pool, change)).toEqual([said]);
  });

  test('a pool of services that has no place for any', () => {
    expect(withPool(node({ pods: 10 }, { role: 'services' }))).toEqual([
      `pools.more.allocatable.pods: nothing would ever run here: a node has 0 pods (it offers 10 to pods, and daemonsets take 10), and a pod of the platform's services asks for 1 pod. ${PLACES} remove the pool`,
    ]);
  });
});

test.each<[what: string, pool: Pool, change: Partial<SiteInput>]>([
  ['one place for a pod', node({ pods: 11 }), types('notebook')],
  ['one core', node({ cpu: 2 }), types('notebook')],
  ['the disk of one session', node({ ephemeral: '50Gi' }), types('notebook')],
  ['a type that needs less than others', node({ cpu: '1250m', ephemeral: '10Gi' }), types('notebook', 'desktop')],
  ['room for the smallest pod of services', node({ cpu: '1100m', memory: '3Gi', pods: 11 }, { role: 'services' }), {}],
])('a pool that has just %s is accepted', (_, pool, change) => {
  expect(withPool(pool, change)).toEqual([]);
});

test('a pool of which no quota is left is refused, and one with a quota of one session is not', () => {
  const queues = { kind: 'kueue' as const };
  const single = (allocatable: object) => ({ ...node(allocatable), nodes: 1 });
  expect(withPool(single({ cpu: 2 }), { ...types('notebook'), queues })).toEqual([
    'pools.more: no session would ever start here: its nodes have 1 cpu for sessions, of which queues.headroom (2 %, in whole cores and GiB) keeps 1 cpu, so that all teams together have 0 cpu, and the smallest notebook session asks for 1 cpu. Declare more or larger nodes, or lower queues.headroom, or remove the pool',
  ]);
  expect(withPool(single({ cpu: 3 }), { ...types('notebook'), queues })).toEqual([]);
  expect(withPool(single({ cpu: 2 }), { ...types('notebook'), queues: { ...queues, headroom: 0 } })).toEqual([]);
  // One node for services and sessions, all of which services have: it is of use.
  const shared = { ...home, nodes: 1, allocatable: { cpu: '2200m', memory: '8Gi', ephemeral: '200Gi' } } as Pool;
  expect(problems(() => planOf({ pools: { shared, more: node({}) }, queues }))).toEqual([]);
});

test('services of the platform need their places and their disk, and nodes that hold one of them', () => {
  const said = (services: Pool) =>
    problems(() => planOf({ pools: { cpu: { ...home, role: 'sessions' }, services } })).map(({ fact }) => fact);
  expect(said(node({ pods: 11 }, { role: 'services' }))).toEqual([
    "the platform's services ask for 4 pods, and pools.services has 2 pods, daemonsets taken off",
  ]);
  expect(said(node({ ephemeral: '2Gi' }, { role: 'services' }))).toEqual([
    "the platform's services ask for 6Gi ephemeral-storage, and pools.services has 4Gi ephemeral-storage, daemonsets taken off",
  ]);
  expect(said({ ...node({ cpu: '1400m' }, { role: 'services' }), nodes: 100 })).toEqual([
    "one pod of the platform's services asks for 500m cpu, 1536Mi memory, 2Gi ephemeral-storage, and no node of pools.services has so much, daemonsets taken off",
  ]);
});

test('one node whose places the services take has none for sessions', () => {
  const pools = { cpu: { ...home, nodes: 1, allocatable: { ...home.allocatable, pods: 14 } } } as Pools;
  expect(problems(() => planOf({ pools })).map(({ fact }) => fact)).toEqual([
    'no node has room for a session of 1 core and 1Gi; room on one node, daemonsets and services taken off: pools.cpu 29 cores and 114Gi, no pods',
  ]);
});

test('sessions whose scratch space is a volume need 10Gi of local disk beside it', () => {
  const scratch = { kind: 'volume' as const, storageClass: 'fast', perSession: '200Gi' };
  const cluster = { provides: { storageClasses: ['fast'] } };
  const said = (ephemeral: string) =>
    problems(() =>
      planOf({
        scratch,
        cluster,
        pools: { cpu: { ...home, nodes: 1, allocatable: { cpu: 32, memory: '120Gi', ephemeral } } },
      }),
    ).map(({ fact }) => fact);
  expect(said('16Gi')).toEqual([]);
  expect(said('15Gi')).toEqual([
    "10Gi, which each session takes of its node's disk beside its volume, is more than the disk of any node that takes sessions.largest, 29 cores and 114Gi: pools.cpu has 9Gi",
  ]);
});

// What is refused and what fit calls impossible are written apart: one by amounts, the other by nodes, labels and taints.
test(`of every pool of an accepted site fit finds a session that starts there (seed ${seed})`, () => {
  const pool = fc.record({
    cpu: fc.constantFrom('1', '1200m', '2', '5', '5'),
    memory: fc.constantFrom('2Gi', '3Gi', '20Gi', '20Gi'),
    ephemeral: fc.constantFrom('5Gi', '10Gi', '60Gi', '60Gi'),
    pods: fc.constantFrom(10, 11, 110, 110),
    gpus: fc.constantFrom(0, 0, 2),
    nodes: fc.constantFrom(1, 2),
  });
  let [accepted, refused] = [0, 0];
  fc.assert(
    fc.property(
      fc.array(pool, { minLength: 1, maxLength: 2 }),
      fc.constantFrom('10Gi', '50Gi'),
      fc.constantFrom<SiteInput['queues']>(
        { kind: 'none' },
        { kind: 'kueue', headroom: 5 },
        { kind: 'kueue', headroom: 50 },
      ),
      (drawn, perSession, queues) => {
        const pools = Object.fromEntries(
          drawn.map(({ gpus, nodes, ...allocatable }, index) => [
            `p${index}`,
            { nodes, allocatable, ...(gpus > 0 && { gpu: { ...gpu, count: gpus } }) },
          ]),
        );
        const change = { queues, pools: { home, ...pools }, scratch: { kind: 'emptyDir' as const, perSession } };
        const found = problems(() => planOf(change)).filter(({ fact }) => fact.includes('no session would ever start'));
        if (found.length > 0) {
          refused++;
          // Without the pools that it names the site is accepted, or at least none of them is missed.
          const rest = Object.entries(pools).filter(
            ([name]) => !found.some(({ path }) => `${path}.`.startsWith(`pools.${name}.`)),
          );
          const left = problems(() => planOf({ ...change, pools: { home, ...Object.fromEntries(rest) } }));
          expect(left.filter(({ fact }) => fact.includes('no session would ever start'))).toEqual([]);
        }
        if (problems(() => planOf(change)).length > 0) return;
        accepted++;
        const plan = planOf(change);
        for (const [name, { gpu: has }] of Object.entries(plan.site.pools)) {
          const verdicts = Object.entries(plan.sessionTypes).map(([type, { resources }]) => {
            const question = { type, ...(resources ? {} : LEAST), gpus: has ? 1 : 0 };
            return wouldFit(plan, question).pools.find((answer) => answer.pool === name)?.verdict;
          });
          expect([name, verdicts]).toEqual([name, expect.arrayContaining(['fits'])]);
        }
      },
    ),
    { seed, numRuns: 150 },
  );
  expect(accepted).toBeGreaterThan(10);
  expect(refused).toBeGreaterThan(50);
});
