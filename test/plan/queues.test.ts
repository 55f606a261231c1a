import type { SiteInput } from '../../src/config/site';
import { planOf } from './sample';

type Queues = NonNullable<SiteInput['queues']>;

const TWO = { observers: { weight: 3 }, survey: {} };
const kueue = (more: Partial<Extract<Queues, { kind: 'kueue' }>> = {}): Queues => ({ kind: 'kueue', ...more });
const refusal = (change: Partial<SiteInput>): string => {
  try {
    planOf(change);
  } catch (error) {
    return String(error);
  }
  throw new Error('this site was not refused');
};

test('a site has no queues until it asks for them', () => {
  expect(planOf().queues).toBeUndefined();
});

test('teams without queues would be promised what nothing keeps, so they are refused', () => {
  expect(refusal({ teams: TWO })).toContain(
    "teams: nothing keeps what a team is promised: queues.kind is none. Write queues: { kind: 'kueue' }, or remove the teams",
  );
  expect(refusal({ teams: { alone: {} }, queues: { kind: 'none' } })).toContain('teams: nothing keeps');
});

test('every session type has a queue and the priority of its pods', () => {
  const { queues, priorities } = planOf({ queues: kueue() });
  expect(Object.keys(queues?.types ?? {})).toHaveLength(7);
  for (const [type, { queue, priority }] of Object.entries(queues?.types ?? {})) {
    expect(queue.name).toBe('everyone');
    expect(priority.value).toBe(type === 'headless' ? 0 : priorities.interactive.value);
  }
  expect(queues?.types.notebook?.priority.name).toBe(priorities.interactive.name);
});

test('a type is led to its team, the rest to the one team that is left', () => {
  const { queues } = planOf({ teams: TWO, queues: kueue({ types: { headless: 'survey' } }) });
  expect(queues?.types.headless?.queue.clusterQueue).toBe('keck-survey');
  expect(queues?.types.notebook?.queue.clusterQueue).toBe('keck-observers');
});

test('a team with a session service of its own has its queue where that service is', () => {
  const { queues } = planOf({ teams: TWO, queues: kueue({ namespaces: { survey: 'survey-sessions' } }) });
  expect(queues?.teams.map(({ namespace }) => namespace)).toEqual(['skaha-workload', 'survey-sessions']);
});

test('what a team keeps is not lent', () => {
  const of = (kept: number) =>
    planOf({ teams: TWO, queues: kueue({ kept, types: { headless: 'survey' } }) }).queues?.teams[0]?.pools.cpu;
  expect(of(0)?.lent).toEqual(of(0)?.nominal);
  expect(of(100)?.lent).toEqual({ cpu: 0, memory: 0, ephemeral: 0, gpu: 0, pods: 0 });
  expect(of(50)).toMatchObject({ nominal: { cpu: 89_000 }, lent: { cpu: 44_500 } });
});

test('nodes are told apart by the labels that GPU sessions ask for', () => {
  const gpu = (sharing: object) => ({
    nodes: 2,
    allocatable: { cpu: 64, memory: '500Gi', ephemeral: '1Ti' },
    gpu: { product: 'NVIDIA-H100-80GB-HBM3', count: 4, sharing } as never,
    taints: [{ key: 'nvidia.com/gpu', value: 'present', effect: 'NoSchedule' as const }],
  });
  const home = { role: 'both' as const, nodes: 4, allocatable: { cpu: 32, memory: '120Gi', ephemeral: '1Ti' } };
  const { queues } = planOf({
    pools: {
      home,
      whole: gpu({ mode: 'exclusive' }),
      cut: gpu({ mode: 'mig', slicesPerGpu: 7, profile: '1g.10gb' }),
      turns: gpu({ mode: 'timeSlicing', replicas: 3 }),
    },
    queues: kueue(),
  });
  expect(queues?.flavours.map(({ labels }) => labels['nvidia.com/gpu.count'])).toEqual([undefined, '4', '28', '4']);
  const gpus = queues?.teams[0]?.pools ?? {};
  expect(Object.values(gpus).map(({ nominal }) => nominal.gpu)).toEqual([0, 8, 56, 24]);
  expect(queues?.topology).toBe('keck-nodes');
});

test('without labels Kueue cannot look at nodes, and is not told to', () => {
  expect(planOf({ queues: kueue() }).queues?.topology).toBeUndefined();
});

test.each<[string, Partial<SiteInput>, string[]]>([
  [
    'queues that no session reaches (K13)',
    { teams: TWO, queues: kueue() },
    ['teams.observers: no session would ever reach its queue', 'teams.survey: no session', 'queues.namespaces'],
  ],
  [
    'session types without a queue (K12)',
    {
      teams: TWO,
      queues: kueue({ types: { headless: 'survey' }, namespaces: { observers: 'elsewhere' } }),
    },
    ['queues.types: sessions of notebook', 'would run without quota'],
  ],
  [
    'a team to which no type is left (K13)',
    {
      teams: TWO,
      sessions: { authorization: { kind: 'group', group: 'ivo://science.example.org/gms?users' }, types: ['headless'] },
      queues: kueue({ types: { headless: 'survey' } }),
    },
    ['teams.observers: no session would ever reach its queue: queues.types leads every session type'],
  ],
  ['an unknown team (K4)', { queues: kueue({ types: { headless: 'surveys' } }) }, ['no team "surveys"', 'everyone']],
  ['an unknown session type (K4)', { queues: kueue({ types: { jupyter: 'everyone' } }) }, ['type "jupyter"']],
  [
    'a namespace that is our own (K11)',
    { teams: TWO, queues: kueue({ namespaces: { survey: 'skaha-workload' } }) },
    ['queues.namespaces.survey: "skaha-workload" is namespaces.sessions'],
  ],
  [
    'a team in two places (K11)',
    { teams: TWO, queues: kueue({ types: { headless: 'survey' }, namespaces: { survey: 'elsewhere' } }) },
    ['queues.types.headless: queues.namespaces.survey leads team "survey" to another session service'],
  ],
  ['a misspelt policy (K7)', { queues: { kind: 'kueue', preempt: 'LowerPriority' } as never }, ['queues.preempt']],
  ['more headroom than there is', { queues: kueue({ headroom: 200 }) }, ['queues.headroom']],
])('%s is refused', (_, change, texts) => {
  for (const text of texts) expect(refusal(change)).toContain(text);
});
