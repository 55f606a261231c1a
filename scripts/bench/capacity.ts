import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { toYaml } from '../../src/yaml';
import type { Contender } from './measure';

/** Nodes of the sites whose days are played; each node is asked for 20 sessions a day. */
const NODES = [500, 1000, 2500, 5000];

type Ours = (name: string, argv: readonly string[]) => Contender;

/** Questions to `fit`, of one site and of one with many pools and teams. */
export function fitContenders(folder: string, ours: Ours, canfar: string): Contender[] {
  const many = join(folder, 'many-pools.yaml');
  writeFileSync(many, toYaml(manyPools(20, 50)));
  const question = ['--session', 'notebook', '--cores', '4', '--memory', '32Gi', '--gpus', '1'];
  return [
    ours('validate canfar', ['validate', canfar]),
    ours('fit canfar, a question', ['fit', canfar, ...question]),
    ours('fit canfar, all offers', ['fit', canfar]),
    ours('validate 20 pools, 50 teams', ['validate', many]),
    ours('fit 20 pools, 50 teams, all offers', ['fit', many]),
  ];
}

/** A day of sessions on ever more nodes, with as many sessions per node. */
export function simulateContenders(folder: string, ours: Ours): Contender[] {
  return NODES.map((nodes) => {
    const site = join(folder, `nodes-${nodes}.yaml`);
    const load = join(folder, `load-${nodes}.yaml`);
    writeFileSync(site, toYaml(large(nodes)));
    writeFileSync(load, toYaml(loadOf(nodes)));
    const name = `simulate a day, ${nodes} nodes, ${nodes * 20} sessions`;
    return ours(name, ['simulate', site, '--load', load]);
  });
}

const site = (name: string, more: object) => ({
  name,
  domain: `${name}.example.org`,
  kubernetes: '1.34',
  registry: { kind: 'external', hosts: ['images.example.org'] },
  login: { kind: 'external', issuer: 'https://iam.example.org/' },
  arc: { driver: 'nfs', server: 'nfs.example.org', share: '/export/arc' },
  scratch: { kind: 'emptyDir', perSession: '50Gi' },
  sessions: { authorization: { kind: 'group', group: `ivo://${name}.example.org/gms?users` } },
  ...more,
});

const pool = (nodes: number, more: object = {}) => ({
  nodes,
  allocatable: { cpu: 64, memory: '241Gi', ephemeral: '1Ti' },
  ...more,
});

function manyPools(pools: number, teams: number): object {
  const gpu = { gpu: { product: 'NVIDIA-A100-SXM4-80GB', count: 4 } };
  const numbered = (count: number, name: string) => Array.from({ length: count }, (_, index) => `${name}-${index + 1}`);
  const [open, ...others] = numbered(teams, 'team');
  return site('many', {
    pools: {
      services: pool(3, { role: 'services' }),
      ...Object.fromEntries(numbered(pools, 'pool').map((name, index) => [name, pool(10, index % 4 === 3 ? gpu : {})])),
    },
    teams: Object.fromEntries([open, ...others].map((team, index) => [team, { weight: 1 + (index % 5) }])),
    // Each team but one has a session service of its own.
    queues: { kind: 'kueue', namespaces: Object.fromEntries(others.map((team) => [team, `${team}-work`])) },
  });
}

function large(nodes: number): object {
  const gpu = {
    product: 'NVIDIA-H100-80GB-HBM3',
    count: 4,
    sharing: { mode: 'mig', slicesPerGpu: 7, profile: '1g.10gb' },
  };
  return site(`nodes-${nodes}`, {
    pools: {
      services: pool(3, { role: 'services' }),
      cpu: pool(nodes * 0.9),
      gpu: pool(nodes * 0.1, { gpu }),
    },
    teams: { large: { weight: 3 }, small: {} },
    queues: { kind: 'kueue', preempt: 'headless', namespaces: { small: 'small-work' } },
  });
}

/** More than the nodes hold in working hours, so that queues are long and sessions are stopped for others. */
function loadOf(nodes: number): object {
  const lasting = (median: string, p95: string) => ({ duration: { median, p95 } });
  const perHour = (perNode: number) => Math.round(nodes * perNode * 100) / 100;
  return {
    sessions: [
      { type: 'notebook', perHour: perHour(0.22), day: 'work', cores: 8, memory: '48Gi', ...lasting('3h', '12h') },
      { type: 'desktop-app', perHour: perHour(0.1), day: 'work', cores: 4, memory: '48Gi', ...lasting('3h', '12h') },
      { type: 'headless', perHour: perHour(0.33), cores: 16, memory: '96Gi', ...lasting('2h', '8h') },
      { type: 'headless', team: 'small', perHour: perHour(0.12), cores: 8, memory: '64Gi', ...lasting('2h', '8h') },
      {
        type: 'notebook',
        perHour: perHour(0.0634),
        day: 'work',
        gpus: 1,
        cores: 4,
        memory: '48Gi',
        ...lasting('4h', '12h'),
      },
    ],
  };
}
