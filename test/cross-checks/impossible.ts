import type { SiteInput } from '../../src/config/site';
import { CLOUD } from '../constructs/cloud-site';
import { SMALL } from '../plan/sample';

type Pool = SiteInput['pools'][string];
const home = SMALL.pools.cpu as Pool & object;
const cut = { mode: 'mig', slicesPerGpu: 7, profile: '1g.10gb' } as const;
const gpus = (sharing: NonNullable<NonNullable<Pool['gpu']>['sharing']>): Pool => ({
  nodes: 1,
  allocatable: { cpu: 64, memory: '500Gi', ephemeral: '2Ti' },
  gpu: { product: 'NVIDIA-H100-80GB-HBM3', count: 4, sharing },
});

/**
 * Configurations that nobody can write: the type has no place for them, which the type check proves line by line
 * (an expected error that does not come is an error), and `readSite` refuses them at the key that is named.
 */
export const IMPOSSIBLE: readonly (readonly [check: string, what: string, key: string, site: SiteInput])[] = [
  [
    'K1',
    'a quota that is not what the nodes have',
    'teams.a.quota',
    // @ts-expect-error a team has a weight; its quota follows from the pools
    { ...SMALL, teams: { a: { quota: { cpu: 12_000 } } } },
  ],
  [
    'K10',
    'a floor that others may borrow',
    'queues.lendingLimit',
    // @ts-expect-error what is kept is not lent, and there is no second number for it
    { ...SMALL, queues: { kind: 'kueue', kept: 50, lendingLimit: 100 } },
  ],
  [
    'K19',
    'weights of resources in units of their own',
    'queues.resourceWeights',
    // @ts-expect-error teams have weights, resources none
    { ...SMALL, queues: { kind: 'kueue', resourceWeights: { memory: 1 } } },
  ],
  [
    'K20',
    "a copy of Kueue's own configuration",
    'queues.configuration',
    // @ts-expect-error it belongs to whoever installs Kueue
    { ...SMALL, queues: { kind: 'kueue', configuration: 'manageJobsWithoutQueueName: true' } },
  ],
  [
    'G2',
    'more GPUs for one session than a node has',
    'sessions.gpus',
    // @ts-expect-error the numbers on offer follow from the pools
    { ...SMALL, sessions: { ...SMALL.sessions, gpus: 8 } },
  ],
  [
    'G3',
    'resources under another name',
    'pools.gpu.gpu.sharing.renameByDefault',
    // @ts-expect-error sessions ask for nvidia.com/gpu
    { ...SMALL, pools: { cpu: home, gpu: gpus({ mode: 'timeSlicing', replicas: 4, renameByDefault: true }) } },
  ],
  [
    'G4',
    'several slices for one session',
    'pools.gpu.gpu.sharing.perSession',
    // @ts-expect-error a process can use one slice
    { ...SMALL, pools: { cpu: home, gpu: gpus({ ...cut, perSession: 7 }) } },
  ],
  [
    'G5',
    'MPS on slices',
    'pools.gpu.gpu.sharing.profile',
    // @ts-expect-error GPUs are shared out in one way
    { ...SMALL, pools: { cpu: home, gpu: gpus({ mode: 'mps', replicas: 4, profile: '1g.10gb' }) } },
  ],
  [
    'G8',
    'a runtime class that sessions do not name',
    'pools.cpu.runtimeClass',
    // @ts-expect-error GPUs come to containers by CDI or the node's default runtime
    { ...SMALL, pools: { cpu: { ...home, runtimeClass: 'nvidia' } } },
  ],
  [
    'S1',
    'shared storage that one node mounts',
    'arc.driver',
    // @ts-expect-error only drivers that many nodes mount, with POSIX owners
    { ...SMALL, arc: { driver: 'cinder' } },
  ],
  [
    'N7',
    'a key that nothing reads',
    'sessions.defaultQuotaGB',
    // @ts-expect-error every key of a site has an effect
    { ...SMALL, sessions: { ...SMALL.sessions, defaultQuotaGB: 100 } },
  ],
];

/** All of these are made of a site that is fine. */
export const POSSIBLE: readonly SiteInput[] = [SMALL, CLOUD];
