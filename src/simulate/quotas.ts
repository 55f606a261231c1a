import { RESOURCES } from '../plan/amounts';
import type { Queues } from '../plan/queues';
import type { Vector } from './demand';

const WIDTH = RESOURCES.length;

/** How far a team is beyond its own, as Kueue compares teams. */
export interface Share {
  /** Of what everybody lends, in thousandths, divided by the team's weight; the largest of all resources. */
  readonly share: number;
  /** Cells (pool and resource) in which it uses more than it is promised. */
  readonly borrowed: readonly number[];
}

/**
 * The books of all queues. A cell is one resource of one pool. What a team does not lend is its own; the rest of
 * everybody is one pot, from which each takes what goes beyond its own.
 */
export class Quotas {
  /** Cells of one team. */
  readonly cells: number;
  /** Indices of the resources that have quotas. */
  readonly counted: readonly number[];
  private readonly nominal: Float64Array;
  private readonly own: Float64Array;
  private readonly usage: Float64Array;
  private readonly pot: Float64Array;
  private readonly taken: Float64Array;
  /** What everybody lends of a resource, all pools together. */
  private readonly lendable: Float64Array;
  private readonly weights: readonly number[];
  private readonly shared: boolean;
  private readonly byPool: (readonly number[])[] = [];

  constructor({ teams, resources, cohort, flavours }: Queues) {
    this.cells = flavours.length * WIDTH;
    this.counted = RESOURCES.flatMap((resource, index) => (resources.includes(resource) ? [index] : []));
    this.shared = cohort !== undefined;
    this.weights = teams.map(({ weight }) => weight);
    const size = teams.length * this.cells;
    this.nominal = new Float64Array(size);
    this.own = new Float64Array(size);
    this.usage = new Float64Array(size);
    this.pot = new Float64Array(this.cells);
    this.taken = new Float64Array(this.cells);
    this.lendable = new Float64Array(WIDTH);
    for (const [team, { pools }] of teams.entries())
      for (const [flavour, { pool }] of flavours.entries())
        for (const index of this.counted) {
          const resource = RESOURCES[index] as (typeof RESOURCES)[number];
          const cell = flavour * WIDTH + index;
          const nominal = pools[pool]?.nominal[resource] ?? 0;
          const own = this.shared ? nominal - (pools[pool]?.lent[resource] ?? 0) : 0;
          this.nominal[team * this.cells + cell] = nominal;
          this.own[team * this.cells + cell] = own;
          this.pot[cell] = get(this.pot, cell) + nominal - own;
          this.lendable[index] = get(this.lendable, index) + nominal - own;
        }
  }

  /** Cell of a resource of a pool. */
  cell(pool: number, resource: number): number {
    return pool * WIDTH + resource;
  }

  promised(team: number, cell: number): number {
    return get(this.nominal, team * this.cells + cell);
  }

  used(team: number, cell: number): number {
    return get(this.usage, team * this.cells + cell);
  }

  /** What a team may still take. */
  available(team: number, cell: number): number {
    const at = team * this.cells + cell;
    if (!this.shared) return Math.max(0, get(this.nominal, at) - get(this.usage, at));
    return Math.max(0, this.ownLeft(at) + get(this.pot, cell) - get(this.taken, cell));
  }

  /** What a team could take if nobody were there. */
  most(team: number, cell: number): number {
    const at = team * this.cells + cell;
    return this.shared ? get(this.own, at) + get(this.pot, cell) : get(this.nominal, at);
  }

  /** Whether so much more makes a team use what others are promised. */
  borrows(team: number, cell: number, more = 0): boolean {
    const at = team * this.cells + cell;
    return get(this.nominal, at) < get(this.usage, at) + more;
  }

  /** Whether the teams lend to each other. */
  get lending(): boolean {
    return this.shared;
  }

  add(team: number, cell: number, amount: number): void {
    const at = team * this.cells + cell;
    if (this.shared) this.taken[cell] = get(this.taken, cell) + Math.max(0, amount - this.ownLeft(at));
    this.usage[at] = get(this.usage, at) + amount;
  }

  remove(team: number, cell: number, amount: number): void {
    const at = team * this.cells + cell;
    const beyond = get(this.usage, at) - get(this.own, at);
    this.usage[at] = get(this.usage, at) - amount;
    if (this.shared && beyond > 0) this.taken[cell] = get(this.taken, cell) - Math.min(amount, beyond);
  }

  /** Books all that a request takes of one pool. */
  addAll(team: number, pool: number, request: Vector): void {
    for (const resource of this.counted) this.add(team, this.cell(pool, resource), request[resource] as number);
  }

  removeAll(team: number, pool: number, request: Vector): void {
    for (const resource of this.counted) this.remove(team, this.cell(pool, resource), request[resource] as number);
  }

  /** Whether a team may take a whole request now. */
  fits(team: number, pool: number, request: Vector): boolean {
    for (const resource of this.counted)
      if ((request[resource] as number) > this.available(team, this.cell(pool, resource))) return false;
    return true;
  }

  /** Cells of a pool. */
  cellsOf(pool: number): readonly number[] {
    this.byPool[pool] ??= this.counted.map((resource) => this.cell(pool, resource));
    return this.byPool[pool] as readonly number[];
  }

  /** How far a team is beyond its own. */
  share(team: number): Share {
    let share = 0;
    const borrowed: number[] = [];
    if (!this.shared) return { share, borrowed };
    for (const resource of this.counted) {
      let beyond = 0;
      for (let cell = resource; cell < this.cells; cell += WIDTH) {
        const more = this.used(team, cell) - this.promised(team, cell);
        if (more <= 0) continue;
        beyond += more;
        borrowed.push(cell);
      }
      const lendable = get(this.lendable, resource);
      if (beyond > 0 && lendable > 0) share = Math.max(share, (beyond * 1000) / lendable);
    }
    return { share: share / (this.weights[team] as number), borrowed };
  }

  private ownLeft(at: number): number {
    return Math.max(0, get(this.own, at) - get(this.usage, at));
  }
}

const get = (of: Float64Array, index: number) => of[index] as number;
