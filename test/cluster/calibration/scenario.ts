import { readSite } from '../../../src/config/read-site';
import type { SiteInput } from '../../../src/config/site';
import type { Question } from '../../../src/plan/fit';
import { planSite } from '../../../src/plan/plan';
import { Random } from '../../../src/simulate/random';

const Gi = 2 ** 30;

/** Something that people do: ask for a session of a kind, or end one. */
export type Step = { readonly ask: number } | { readonly end: number };

/** A small site, made up, and what people do on it. */
export interface Scenario {
  readonly seed: number;
  readonly plan: ReturnType<typeof planSite>;
  /** Kinds of sessions that are asked for. */
  readonly kinds: readonly Question[];
  /** What comes one after the other. An `end` chooses one of those that have not ended, counted round. */
  readonly steps: readonly Step[];
}

/** The scenario of a seed; the same for the same seed. */
export function scenario(seed: number): Scenario {
  // Not every dice makes a site: one with nodes too small for its own sizes is thrown again, from the same source.
  const random = new Random(seed);
  let reason: unknown;
  for (let attempt = 0; attempt < 50; attempt++) {
    const site = anySite(`c${String(seed).padStart(4, '0')}`, random);
    try {
      const plan = planSite(readSite(site, 'scenario'), 'scenario');
      return { seed, plan, ...anySteps(plan, random) };
    } catch (error) {
      reason = error;
    }
  }
  throw new Error(`no site comes of seed ${seed}`, { cause: reason });
}

const chance = (random: Random, part: number) => random.next() < part;
const between = (random: Random, least: number, most: number) => least + random.whole(most - least + 1);
const pick = <T>(random: Random, of: readonly T[]): T => of[random.whole(of.length)] as T;

function anySite(name: string, random: Random): SiteInput {
  const pools: SiteInput['pools'] = {
    service: {
      role: 'services',
      nodes: 1,
      allocatable: { cpu: 32, memory: '120Gi', ephemeral: '1Ti' },
      labels: { [`${name}/service`]: 'yes' },
    },
  };
  const pool = (label: string, gpu?: NonNullable<SiteInput['pools'][string]['gpu']>) => {
    pools[label] = {
      role: 'sessions',
      nodes: between(random, 1, gpu ? 2 : 4),
      allocatable: {
        cpu: between(random, 5, 24),
        memory: `${between(random, 10, 96)}Gi`,
        ephemeral: `${between(random, 80, 400)}Gi`,
        pods: pick(random, [14, 16, 110]),
      },
      labels: { 'calibration/pool': `${name}-${label}` },
      ...(gpu && { gpu }),
      ...(chance(random, 0.3) && { taints: [{ key: `calibration/${label}`, effect: 'NoSchedule' as const }] }),
    };
  };
  for (let index = between(random, 1, 2); index > 0; index--) pool(`cpu${index}`);
  if (chance(random, 0.5)) {
    const sharing = pick(random, [
      { mode: 'exclusive' as const },
      { mode: 'exclusive' as const },
      { mode: 'mig' as const, slicesPerGpu: 3, profile: '2g.10gb' },
      { mode: 'timeSlicing' as const, replicas: 3 },
    ]);
    pool('gpu', { product: 'NVIDIA-A100', count: between(random, 1, 3), sharing });
  }
  const types = ['notebook', 'headless', 'contributed'];
  const teams = ['a', 'b', 'c'].slice(0, between(random, 1, 3));
  const queues: SiteInput['queues'] = chance(random, 0.1)
    ? { kind: 'none' }
    : {
        kind: 'kueue',
        headroom: pick(random, [0, 0, 5, 20]),
        kept: pick(random, [0, 0, 30, 100]),
        preempt: pick(random, ['never', 'headless']),
        nodeFit: chance(random, 0.7),
        types: Object.fromEntries(types.map((type, index) => [type, teams[index % teams.length] as string])),
      };
  const promised =
    queues.kind === 'none' ? [] : teams.map((team) => [team, { weight: between(random, 1, 9) }] as const);
  return {
    name,
    domain: `${name}.example.org`,
    kubernetes: '1.34',
    registry: { kind: 'external', hosts: ['images.example.org'] },
    login: { kind: 'external', issuer: 'https://iam.example.org/' },
    namespaces: { services: `${name}-system`, sessions: `${name}-work` },
    pools,
    arc: { driver: 'nfs', server: 'nfs.example.org', share: '/export/arc' },
    scratch: { kind: 'emptyDir', perSession: `${between(random, 10, 60)}Gi` },
    sessions: { authorization: { kind: 'group', group: `ivo://${name}.example.org/gms?users` }, types },
    queues,
    teams: Object.fromEntries(promised),
  };
}

function anySteps(plan: Scenario['plan'], random: Random): Pick<Scenario, 'kinds' | 'steps'> {
  const { largest, gpus } = plan.offers;
  const teams = plan.queues?.teams.map(({ team }) => team) ?? [undefined];
  const kinds = Array.from({ length: between(random, 2, 4) }, (_, index): Question => {
    const part = pick(random, [1, 2, 4]);
    const size = (most: number, unit: number) => between(random, 1, Math.max(1, Math.floor(most / unit / part))) * unit;
    return {
      type: pick(random, ['notebook', 'headless', 'headless', 'contributed']),
      // Neither queue nor scheduler asks who sent a session, so every type goes to every team.
      team: pick(random, teams),
      cpu: size(largest.cpu, 1000),
      memory: size(largest.memory, Gi),
      gpus: gpus.length > 0 && (index === 1 || chance(random, 0.2)) ? pick(random, gpus) : 0,
    };
  });
  const steps = Array.from(
    { length: STEPS },
    (): Step => (chance(random, 0.4) ? { end: random.whole(1000) } : { ask: random.whole(kinds.length) }),
  );
  return { kinds, steps };
}

/** Steps of a scenario, after the first kind has filled what it can. */
const STEPS = 12;
