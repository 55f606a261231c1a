import type { Problem } from '../errors';
import { type Amounts, amounts, minus, NOTHING, plus, RESOURCES, type ResourceName, sumOf } from '../plan/amounts';
import type { NodeGroup } from '../plan/nodes';
import type { Plan } from '../plan/plan';
import type { Gauge } from './gauge';
import type { Measures } from './measures';
import { type Stream, streamName } from './streams';

const DAY = 86_400;

/** Seconds from asking to running. */
export interface Waits {
  readonly p50: number;
  readonly p95: number;
  readonly longest: number;
}

/** What became of the sessions of one type; those with GPUs are counted by themselves. */
export interface TypeResult {
  readonly type: string;
  readonly gpu: boolean;
  readonly asked: number;
  /** Let in at least once. */
  readonly admitted: number;
  /** Ran at least once. */
  readonly placed: number;
  readonly ended: number;
  /** Times that one was stopped for another. */
  readonly stopped: number;
  /** Never ran until the end. */
  readonly waiting: number;
  /** Those still waiting at the end count with the time until then; absent when none was asked for. */
  readonly wait?: Waits;
}

/** What a team used, against what it is promised. */
export interface TeamResult {
  readonly team: string;
  readonly promised: Amounts;
  readonly mean: Amounts;
  readonly peak: Amounts;
  /** Resource of which it used the largest part of its promise on average. */
  readonly resource: ResourceName;
  /** That part; more than 1 is borrowed from others. */
  readonly part: number;
}

/** How full the nodes of a pool were. */
export interface PoolResult {
  readonly pool: string;
  readonly nodes: number;
  /** What all nodes have for sessions. */
  readonly room: Amounts;
  readonly mean: Amounts;
  readonly peak: Amounts;
  /** Millicores free on nodes that had no room for any session of the load. */
  readonly stranded: { readonly mean: number; readonly peak: number };
}

/** What came of a simulation. Amounts in millicores and bytes, times in seconds. */
export interface SimulationResult {
  readonly seed: number;
  readonly days: number;
  readonly sessions: number;
  readonly types: readonly TypeResult[];
  /** Absent without queues. */
  readonly teams?: readonly TeamResult[];
  readonly pools: readonly PoolResult[];
  /** Sessions that were let in and had no node. */
  readonly pending: { readonly mean: number; readonly peak: number };
  /** Sessions of the load that can never start. */
  readonly never: readonly (Problem & { readonly session: string })[];
}

/** Puts together what was measured. */
export function resultOf(
  plan: Plan,
  given: {
    readonly seed: number;
    readonly days: number;
    readonly streams: readonly Stream[];
    readonly pools: readonly string[];
    readonly nodes: readonly NodeGroup[];
    readonly measures: Measures;
  },
): SimulationResult {
  const { seed, days, streams, measures } = given;
  const end = days * DAY;
  return {
    seed,
    days,
    sessions: measures.tallies.reduce((sum, { asked }) => sum + asked, 0),
    types: typesOf(given, end),
    ...(plan.queues && {
      teams: plan.queues.teams.map(({ team, pools }, index) => {
        const promised = sumOf(Object.values(pools).map(({ nominal }) => nominal));
        const mean = meanOf(measures.teams[index], end);
        const part = (resource: ResourceName) =>
          promised[resource] > 0 ? mean[resource] / promised[resource] : mean[resource] > 0 ? Number.MAX_VALUE : 0;
        const resource = [...RESOURCES].sort((a, b) => part(b) - part(a))[0] as ResourceName;
        return { team, promised, mean, peak: peakOf(measures.teams[index]), resource, part: part(resource) };
      }),
    }),
    pools: given.pools.map((pool, index) => {
      const own = given.nodes.filter((node) => node.pool === pool);
      const stranded = measures.stranded[index] as Gauge;
      return {
        pool,
        nodes: own.reduce((sum, { count }) => sum + count, 0),
        room: own.reduce(
          (sum, { count, room }) =>
            plus(
              sum,
              amounts((resource) => count * room[resource]),
            ),
          NOTHING,
        ),
        mean: meanOf(measures.pools[index], end),
        peak: peakOf(measures.pools[index]),
        stranded: { mean: stranded.mean(end), peak: stranded.peak },
      };
    }),
    pending: { mean: measures.pending.mean(end), peak: measures.pending.peak },
    never: streams.flatMap(({ from, never }) => (never ? [{ session: streamName(from), ...never }] : [])),
  };
}

function typesOf({ streams, measures }: Parameters<typeof resultOf>[1], end: number): TypeResult[] {
  const groups = new Map<string, number[]>();
  for (const [index, { from }] of streams.entries()) {
    const key = JSON.stringify([from.type, from.gpus > 0]);
    groups.set(key, [...(groups.get(key) ?? []), index]);
  }
  return [...groups].map(([key, indices]) => {
    const [type, gpu] = JSON.parse(key) as [string, boolean];
    const tallies = indices.flatMap((index) => measures.tallies[index] ?? []);
    const sum = (of: 'asked' | 'admitted' | 'placed' | 'ended' | 'stopped') =>
      tallies.reduce((all, tally) => all + tally[of], 0);
    const still = [...measures.waiting]
      .filter(({ stream }) => indices.includes(stream))
      .map(({ asked }) => end - asked);
    const waits = Float64Array.from([...tallies.flatMap((tally) => tally.waits), ...still]).sort();
    const at = (part: number) => waits[Math.ceil(part * waits.length) - 1] as number;
    return {
      type,
      gpu,
      ...{ asked: sum('asked'), admitted: sum('admitted'), placed: sum('placed'), ended: sum('ended') },
      stopped: sum('stopped'),
      waiting: sum('asked') - sum('placed'),
      ...(waits.length > 0 && { wait: { p50: at(0.5), p95: at(0.95), longest: at(1) } }),
    };
  });
}

const meanOf = (gauges: readonly Gauge[] | undefined, end: number): Amounts =>
  amounts((resource) => gauges?.[RESOURCES.indexOf(resource)]?.mean(end) ?? 0);

const peakOf = (gauges: readonly Gauge[] | undefined): Amounts =>
  amounts((resource) => gauges?.[RESOURCES.indexOf(resource)]?.peak ?? 0);

/** What a pool had left on average. */
export const leftOf = ({ room, mean }: PoolResult): Amounts => minus(room, mean);
