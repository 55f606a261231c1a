import type { SiteInput } from '../../src/config/site';
import { SMALL } from '../plan/sample';

type Pools = SiteInput['pools'];
const home = SMALL.pools.cpu as NonNullable<Pools[string]>;
const disk = { ephemeral: '1Ti' };
const gpu = (sharing: object, product = 'NVIDIA-H100-80GB-HBM3'): Pools => ({
  cpu: home,
  gpu: { nodes: 1, allocatable: { cpu: 64, memory: '500Gi', ...disk }, gpu: { product, count: 4, sharing } } as never,
});
const sessions = (more: object): Partial<SiteInput> => ({ sessions: { ...SMALL.sessions, ...more } });
const kueue = (more: object = {}): Partial<SiteInput> => ({ queues: { kind: 'kueue', ...more } });
const TEAMS = { teams: { observers: {}, survey: {} } };

/** Sites that contradict themselves; each with the two places that the error must name. */
export const REFUSED: readonly (readonly [
  check: string,
  what: string,
  change: Partial<SiteInput>,
  places: readonly [string, string],
])[] = [
  [
    'Q1',
    'a session of 512Gi on nodes of 120Gi',
    sessions({ largest: { cpu: 4, memory: '512Gi' } }),
    ['sessions.largest', 'pools.cpu'],
  ],
  [
    'Q2',
    'the cores of one pool with the memory of another',
    {
      ...sessions({ largest: { cpu: 90, memory: '900Gi' } }),
      pools: {
        cpu: home,
        a: { nodes: 1, allocatable: { cpu: 96, memory: '200Gi', ...disk } },
        b: { nodes: 1, allocatable: { cpu: 16, memory: '1000Gi', ...disk } },
      },
    },
    ['sessions.largest', 'pools.b'],
  ],
  [
    'Q2',
    'nodes whose places for pods daemonsets take',
    { pools: { cpu: home, more: { nodes: 1, allocatable: { cpu: 16, memory: '64Gi', ...disk, pods: 10 } } } },
    ['pools.more.allocatable.pods', 'pools.more.daemonsets'],
  ],
  [
    'Q3',
    'a usual limit above the largest',
    sessions({ largest: { cpu: 4, memory: '8Gi' }, flexible: { limit: { cpu: 8, memory: '8Gi' } } }),
    ['sessions.flexible.limit.cpu', 'sessions.largest.cpu'],
  ],
  [
    'Q5',
    'half a core',
    sessions({ flexible: { request: { cpu: '500m', memory: '4Gi' } } }),
    ['sessions.flexible.request.cpu', '500m'],
  ],
  [
    'Q5',
    '900Mi',
    sessions({ flexible: { request: { cpu: 1, memory: '900Mi' } } }),
    ['sessions.flexible.request.memory', '900Mi'],
  ],
  [
    'Q6',
    'all of a node, daemonsets included',
    sessions({ largest: { cpu: 32, memory: '100Gi' } }),
    ['sessions.largest', 'pools.cpu'],
  ],
  [
    'Q7',
    'a largest size below that of a built-in type',
    sessions({ largest: { cpu: 1, memory: '2Gi' } }),
    ['sessions.define.desktop.resources.limits.memory', 'sessions.largest.memory'],
  ],
  [
    'Q9',
    'more scratch space than the disk has',
    { scratch: { kind: 'emptyDir', perSession: '2Ti' } },
    ['scratch.perSession', 'pools.cpu'],
  ],
  [
    'Q9',
    'nodes without the disk of the smallest session',
    { pools: { cpu: home, more: { nodes: 1, allocatable: { cpu: 16, memory: '64Gi', ephemeral: '9Gi' } } } },
    ['pools.more.allocatable.ephemeral', 'desktop session asks for 10Gi'],
  ],
  [
    'K5',
    'pools whose labels do not tell them apart',
    { pools: { cpu: { ...home, labels: { a: 'b' } }, more: { ...home, labels: { a: 'b', c: 'd' } } } },
    ['pools.cpu.labels', 'pools.more'],
  ],
  [
    'K4',
    'a team that does not exist',
    { ...TEAMS, ...kueue({ types: { headless: 'surveys' } }) },
    ['queues.types.headless', 'no team "surveys" in teams'],
  ],
  [
    'K11',
    "the session namespace as another service's",
    { ...TEAMS, ...kueue({ namespaces: { survey: 'skaha-workload' } }) },
    ['queues.namespaces.survey', 'namespaces.sessions'],
  ],
  [
    'K12',
    'types without a queue',
    { ...TEAMS, ...kueue({ types: { headless: 'survey' }, namespaces: { observers: 'elsewhere' } }) },
    ['queues.types', 'would run without quota'],
  ],
  ['K13', 'a team that no session reaches', { ...TEAMS, ...kueue() }, ['teams.survey', 'queues.namespaces']],
  [
    'G1',
    'a size for sessions with GPUs that nobody has',
    sessions({ largestWithGpu: { cpu: 4, memory: '8Gi' } }),
    ['sessions.largestWithGpu', 'no pool that takes sessions has a gpu'],
  ],
  [
    'G3',
    'slices under the name of their profile',
    { pools: gpu({ mode: 'mig', strategy: 'mixed', slicesPerGpu: 7, profile: '1g.10gb' }) },
    ['pools.gpu.gpu.sharing.strategy', 'nvidia.com/mig-1g.10gb'],
  ],
  [
    'G3',
    'claims that the session service cannot write',
    { pools: gpu({ mode: 'dra' }) },
    ['pools.gpu.gpu.sharing.mode', 'kubernetes is 1.34'],
  ],
  [
    'G5',
    'seven slices of two',
    { pools: gpu({ mode: 'mig', slicesPerGpu: 7, profile: '2g.20gb' }) },
    ['pools.gpu.gpu.sharing.slicesPerGpu', '14 compute slices'],
  ],
  [
    'G5',
    'slices of a GPU that cannot be cut',
    { pools: gpu({ mode: 'mig', slicesPerGpu: 2, profile: '1g.10gb' }, 'NVIDIA-L40S') },
    ['pools.gpu.gpu.sharing.mode', 'pools.gpu.gpu.product'],
  ],
  [
    'S5',
    'two volumes of one CephFS folder on one node',
    {
      arc: {
        driver: 'cephfs',
        clusterID: 'ceph',
        fsName: 'arc',
        rootPath: '/arc',
        nodeStageSecret: { name: 'csi-cephfs-node', namespace: 'ceph-csi' },
      },
      databases: { kind: 'embedded', storage: { size: '10Gi' } },
      services: {
        ...SMALL.services,
        storage: { kind: 'embedded', admin: { name: 'root', uid: 5000 } },
      } as SiteInput['services'],
    },
    ['pools.cpu.role', 'services.storage and sessions would mount the CephFS folder arc.rootPath twice'],
  ],
  [
    'S6',
    'homes that are projects',
    { arc: { ...SMALL.arc, homes: 'home', projects: 'home' } as SiteInput['arc'] },
    ['arc.projects', 'arc.homes'],
  ],
  [
    'N2',
    'an image from a registry that is not allowed',
    { images: { redis: 'quay.io/redis:8' } },
    ['images.redis', 'images.registries'],
  ],
  ['N3', 'policies that nobody enforces', { cluster: { cni: 'flannel' } }, ['cluster.cni', 'namespaces.sessions']],
];
