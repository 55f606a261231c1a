import { RESOURCES } from '../plan/amounts';
import type { NodeGroup } from '../plan/nodes';
import { type Demand, type Vector, vectorOf } from './demand';
import type { Random } from './random';
import { RankedNodes } from './ranked-nodes';
import { SPREAD_BEST, spreadScore } from './spread-score';

const WIDTH = RESOURCES.length;

/** How nodes are chosen. */
export interface Choice {
  /**
   * `packed`: where the fewest such sessions still go, as Kueue does with a topology of nodes. `spread`: by the scores of
   * the Kubernetes scheduler, ties by chance.
   */
  readonly order: 'packed' | 'spread';
  /** Whether the pool is chosen before the node, as queues do. */
  readonly byPool: boolean;
}

/** Requests that are equal on equal pools, and the nodes in the order in which they would like them. */
interface Footprint {
  readonly request: Vector;
  /** By pool, or all in one. */
  readonly ranked: readonly (RankedNodes | undefined)[];
}

/** All nodes, what they have left, and which is next for whom. */
export class NodeRoom {
  readonly count: number;
  /** Pool of each node. */
  readonly poolOf: Int32Array;
  private readonly room: Float64Array;
  private readonly free: Float64Array;
  private readonly footprintOf: Footprint[];
  /** By pool, those that may come to its nodes. */
  private readonly visitors: Footprint[][];
  private readonly emptyChoices = new Map<number, number>();
  /** First node of each pool, and behind the last. */
  private readonly start: number[];

  constructor(
    groups: readonly NodeGroup[],
    pools: readonly string[],
    demands: readonly Demand[],
    private readonly choice: Choice,
    private readonly random: Random,
  ) {
    const inOrder = pools.flatMap((pool, index) =>
      groups.filter((group) => group.pool === pool).map((group) => ({ ...group, index })),
    );
    this.count = inOrder.reduce((sum, { count }) => sum + count, 0);
    this.poolOf = new Int32Array(this.count);
    this.room = new Float64Array(this.count * WIDTH);
    let node = 0;
    for (const { count, index, room } of inOrder)
      for (let one = 0; one < count; one++, node++) {
        this.poolOf[node] = index;
        this.room.set(vectorOf(room), node * WIDTH);
      }
    this.free = this.room.slice();
    this.start = [...pools.map((_, pool) => this.poolOf.indexOf(pool)), this.count];
    for (let pool = pools.length - 1; pool >= 0; pool--)
      if ((this.start[pool] as number) < 0) this.start[pool] = this.start[pool + 1] as number;
    this.visitors = pools.map(() => []);
    this.footprintOf = this.shareFootprints(demands);
    for (let at = 0; at < this.count; at++) this.rankAgain(at);
  }

  /** Takes so much of a node; more than it has is possible, and leaves no room. */
  take(node: number, request: Vector): void {
    for (let resource = 0; resource < WIDTH; resource++) {
      const at = node * WIDTH + resource;
      this.free[at] = (this.free[at] as number) - (request[resource] as number);
    }
    this.rankAgain(node);
  }

  give(node: number, request: Vector): void {
    for (let resource = 0; resource < WIDTH; resource++) {
      const at = node * WIDTH + resource;
      this.free[at] = (this.free[at] as number) + (request[resource] as number);
    }
    this.rankAgain(node);
  }

  /** Whether a node has room for one more such session now. */
  hasRoom(node: number, { index }: Demand): boolean {
    const pool = this.poolOf[node] as number;
    return this.rankedFor(index, pool)?.has(node - this.offset(pool)) ?? false;
  }

  /**
   * Node for such a session, in its pool or, where no queue chose one, in any; -1 when none has room.
   *
   * @param wish node that is taken if none is better
   */
  choose({ index }: Demand, pool: number, wish = -1): number {
    const ranked = this.rankedFor(index, pool);
    if (!ranked) return -1;
    const wished = wish - this.offset(pool);
    if (wish >= 0 && ranked.isBest(wished)) return wish;
    const best = ranked.best(this.choice.order === 'spread' ? this.random.next() : undefined);
    return best < 0 ? -1 : best + this.offset(pool);
  }

  /** Node that such a session would get in a pool with nobody there; -1 when even then none has room. */
  chooseEmpty({ index, request }: Demand, pool: number): number {
    const known = this.emptyChoices.get(index * this.start.length + pool);
    if (known !== undefined) return known;
    const best = this.findEmpty(request, pool);
    this.emptyChoices.set(index * this.start.length + pool, best);
    return best;
  }

  private findEmpty(request: Vector, pool: number): number {
    let best = -1;
    let fewest = Number.POSITIVE_INFINITY;
    for (let node = this.start[pool] as number; node < (this.start[pool + 1] as number); node++) {
      const times = timesIn(this.room, node, request);
      if (times < 1 || times >= fewest) continue;
      fewest = times;
      best = node;
    }
    return best;
  }

  /** What a node has left of a resource. */
  left(node: number, resource: number): number {
    return this.free[node * WIDTH + resource] as number;
  }

  /** Whether a node has room for any session that anybody asks for. */
  useful(node: number): boolean {
    const pool = this.poolOf[node] as number;
    const at = node - this.offset(pool);
    return (this.visitors[pool] as Footprint[]).some(({ ranked }) => ranked[this.slot(pool)]?.has(at));
  }

  private rankAgain(node: number): void {
    const pool = this.poolOf[node] as number;
    const at = node - this.offset(pool);
    for (const { request, ranked } of this.visitors[pool] as Footprint[]) {
      const times = timesIn(this.free, node, request);
      const rank =
        times < 1
          ? -1
          : this.choice.order === 'packed'
            ? times - 1
            : SPREAD_BEST - spreadScore(this.room, this.free, node * WIDTH, request);
      ranked[this.slot(pool)]?.rank(at, rank);
    }
  }

  private rankedFor(demand: number, pool: number): RankedNodes | undefined {
    return (this.footprintOf[demand] as Footprint).ranked[this.slot(pool)];
  }

  private slot(pool: number): number {
    return this.choice.byPool ? pool : 0;
  }

  private offset(pool: number): number {
    return this.choice.byPool ? (this.start[pool] as number) : 0;
  }

  private shareFootprints(demands: readonly Demand[]): Footprint[] {
    const known = new Map<string, Footprint>();
    return demands.map(({ request, open }) => {
      const key = JSON.stringify([[...request], open]);
      const found = known.get(key);
      if (found) return found;
      const ranked = this.choice.byPool
        ? open.map((yes, pool) =>
            yes ? new RankedNodes((this.start[pool + 1] as number) - (this.start[pool] as number)) : undefined,
          )
        : [new RankedNodes(this.count)];
      const footprint = { request, ranked };
      known.set(key, footprint);
      for (const [pool, yes] of open.entries()) if (yes) (this.visitors[pool] as Footprint[]).push(footprint);
      return footprint;
    });
  }
}

/** How often a request goes into what a node has. */
function timesIn(space: Float64Array, node: number, request: Vector): number {
  let times = Number.POSITIVE_INFINITY;
  for (let resource = 0; resource < WIDTH; resource++) {
    const asked = request[resource] as number;
    if (asked === 0) continue;
    const here = Math.floor((space[node * WIDTH + resource] as number) / asked);
    if (here < times) times = here;
  }
  return times;
}
