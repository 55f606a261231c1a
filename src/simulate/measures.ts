import { RESOURCES } from '../plan/amounts';
import type { SimulatedCluster } from './cluster';
import { Gauge } from './gauge';
import type { Visit } from './visit';

const CPU = RESOURCES.indexOf('cpu');

/** What is counted of sessions that are alike. */
export interface Tally {
  asked: number;
  admitted: number;
  placed: number;
  ended: number;
  stopped: number;
  /** Seconds from asking to running, of those that ran. */
  readonly waits: number[];
}

/** Watches a simulation. */
export class Measures {
  readonly tallies: Tally[];
  /** By pool and resource, what sessions take of its nodes. */
  readonly pools: Gauge[][];
  /** By team and resource, what it uses of the quotas. */
  readonly teams: Gauge[][];
  /** By pool, millicores free on nodes without room for any session of the load. */
  readonly stranded: Gauge[];
  /** Sessions that were let in and have no node. */
  readonly pending = new Gauge();
  /** Sessions that have not run yet. */
  readonly waiting = new Set<Visit>();
  private strandedOf = new Float64Array(0);

  constructor(count: { readonly streams: number; readonly pools: number; readonly teams: number }) {
    const gauges = () => RESOURCES.map(() => new Gauge());
    this.tallies = Array.from({ length: count.streams }, () => ({
      ...{ asked: 0, admitted: 0, placed: 0, ended: 0, stopped: 0 },
      waits: [],
    }));
    this.pools = Array.from({ length: count.pools }, gauges);
    this.teams = Array.from({ length: count.teams }, gauges);
    this.stranded = Array.from({ length: count.pools }, () => new Gauge());
  }

  /** What the empty nodes have already without use for anybody. */
  begin(cluster: SimulatedCluster): void {
    this.strandedOf = new Float64Array(cluster.nodes.count);
    for (let node = 0; node < cluster.nodes.count; node++) this.look(cluster, node, 0);
  }

  asked(visit: Visit): void {
    this.tally(visit).asked++;
    this.waiting.add(visit);
  }

  admitted(visit: Visit, now: number): void {
    if (visit.runs++ === 0) this.tally(visit).admitted++;
    this.pending.add(1, now);
    this.change(this.teams[visit.demand.team], visit, 1, now);
  }

  placed(visit: Visit, cluster: SimulatedCluster, now: number): void {
    if (visit.placedAt < 0) {
      visit.placedAt = now;
      this.waiting.delete(visit);
      this.tally(visit).placed++;
      this.tally(visit).waits.push(now - visit.asked);
    }
    this.pending.add(-1, now);
    this.change(this.pools[cluster.nodes.poolOf[visit.node] as number], visit, 1, now);
    this.look(cluster, visit.node, now);
  }

  /** A session that was let in leaves, from a node or, when it had none, from the wait for one. */
  left(visit: Visit, node: number, cluster: SimulatedCluster, now: number): void {
    this.change(this.teams[visit.demand.team], visit, -1, now);
    if (node < 0) return this.pending.add(-1, now);
    this.change(this.pools[cluster.nodes.poolOf[node] as number], visit, -1, now);
  }

  /** A node has changed. */
  look(cluster: SimulatedCluster, node: number, now: number): void {
    const lost = cluster.nodes.useful(node) ? 0 : Math.max(0, cluster.nodes.left(node, CPU));
    const before = this.strandedOf[node] as number;
    if (lost === before) return;
    this.strandedOf[node] = lost;
    this.stranded[cluster.nodes.poolOf[node] as number]?.add(lost - before, now);
  }

  tally({ stream }: Visit): Tally {
    return this.tallies[stream] as Tally;
  }

  private change(gauges: readonly Gauge[] | undefined, { demand }: Visit, sign: 1 | -1, now: number): void {
    for (const [resource, gauge] of (gauges ?? []).entries())
      gauge.add(sign * (demand.request[resource] as number), now);
  }
}
