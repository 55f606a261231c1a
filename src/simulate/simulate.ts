import type { Load } from '../config/load';
import { declaredNodes, type NodeGroup } from '../plan/nodes';
import type { Plan } from '../plan/plan';
import { Agenda } from './agenda';
import { hourlyRates, lengthOf, nextArrival } from './arrivals';
import { poolOrder, SimulatedCluster } from './cluster';
import { Measures } from './measures';
import { Random } from './random';
import { resultOf, type SimulationResult } from './result';
import { type Stream, streamsOf } from './streams';
import { Visit } from './visit';

const DAY = 86_400;

/** What is to be played. */
export interface SimulationOptions {
  readonly load: Load;
  /** Name of the load's file, for messages. */
  readonly file: string;
  /** Equal seeds give equal answers. */
  readonly seed: number;
  /** Days to play; the nodes are empty at the beginning of the first. */
  readonly days: number;
  /** @default the nodes that the site declares */
  readonly nodes?: readonly NodeGroup[];
  /** Is told now and then how many seconds of all have been played. */
  readonly progress?: (played: number, all: number) => void;
}

interface Departure {
  readonly visit: Visit;
  readonly run: number;
}

/**
 * Plays sessions on a site, event by event: they are asked for, wait in the queues of their teams, get a node, run,
 * and end or are stopped for others.
 *
 * @throws {UsageError} when the load asks for what the site does not offer
 */
export function simulate(plan: Plan, options: SimulationOptions): SimulationResult {
  const { days, seed, nodes = declaredNodes(plan) } = options;
  const pools = poolOrder(plan);
  const streams = streamsOf(plan, options.load, { pools, nodes, file: options.file });
  const random = new Random(seed);
  const measures = new Measures({
    streams: streams.length,
    pools: pools.length,
    teams: plan.queues?.teams.length ?? 0,
  });
  const departures = new Agenda<Departure>();
  let now = 0;
  const left = (visit: Visit, node: number) => measures.left(visit, node, cluster, now);
  const cluster: SimulatedCluster = new SimulatedCluster(
    plan,
    { pools, nodes, demands: demandsOf(streams), random: random.fork(0) },
    {
      admitted: (session) => measures.admitted(session as Visit, now),
      placed: (session) => {
        const visit = session as Visit;
        measures.placed(visit, cluster, now);
        departures.add(now + visit.length, { visit, run: visit.runs });
      },
      stopped: (session, node) => {
        const visit = session as Visit;
        measures.tally(visit).stopped++;
        visit.runs++;
        left(visit, node);
        moved.push(node);
      },
    },
  );
  const moved: number[] = [];
  measures.begin(cluster);

  const end = days * DAY;
  const arrivals = new Arrivals(streams, random);
  let told = 0;
  for (;;) {
    now = Math.min(arrivals.next, departures.next);
    if (now > end) break;
    for (; departures.next <= now; ) {
      const { visit, run } = departures.take() as Departure;
      if (visit.runs !== run || visit.ended) continue;
      const { node } = visit;
      visit.ended = true;
      measures.tally(visit).ended++;
      left(visit, node);
      cluster.end(visit);
      measures.look(cluster, node, now);
    }
    for (; arrivals.next <= now; ) {
      const visit = arrivals.take();
      measures.asked(visit);
      cluster.ask(visit);
    }
    cluster.settle(now);
    for (const node of moved.splice(0)) if (node >= 0) measures.look(cluster, node, now);
    if (++told % 1024 === 0) options.progress?.(now, end);
  }
  now = end;
  options.progress?.(end, end);
  return resultOf(plan, { seed, days, streams, pools, nodes, measures });
}

const demandsOf = (streams: readonly Stream[]) => [
  ...new Map(streams.map(({ demand }) => [demand.index, demand])).values(),
];

/** Sessions in the order in which they are asked for. Each stream has its own chance: one more changes no other. */
class Arrivals {
  private readonly agenda = new Agenda<number>();
  private readonly chances: readonly Random[];
  private readonly rates: readonly (readonly number[])[];
  private count = 0;

  constructor(
    private readonly streams: readonly Stream[],
    random: Random,
  ) {
    this.chances = streams.map((_, index) => random.fork(index + 1));
    this.rates = streams.map(({ from }) => hourlyRates(from));
    for (const index of streams.keys()) this.plan(index, 0);
  }

  get next(): number {
    return this.agenda.next;
  }

  take(): Visit {
    const time = this.agenda.next;
    const index = this.agenda.take() as number;
    const { from, demand, longest } = this.streams[index] as Stream;
    const length = Math.min(longest, lengthOf(from.duration, this.chances[index] as Random));
    this.plan(index, time);
    return new Visit(demand, this.count++, time, index, length);
  }

  private plan(index: number, after: number): void {
    const time = nextArrival(this.rates[index] as readonly number[], after, this.chances[index] as Random);
    if (Number.isFinite(time)) this.agenda.add(time, index);
  }
}
