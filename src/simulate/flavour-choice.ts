import type { NodeRoom } from './node-room';
import type { Preemption } from './preemption';
import type { Quotas } from './quotas';
import type { Session } from './session';

/** What a queue could do for a session, best last. */
export enum Mode {
  /** Not as things are. */
  None,
  /** If others were stopped, but nobody may be. */
  Hopeless,
  /** If others of the same team were stopped. */
  Preempt,
  /** If others were stopped that use what they were lent. */
  Reclaim,
  Fit,
}

/** The pool that a queue would give to a session. */
export interface FlavourChoice {
  /** -1 when none is possible. */
  readonly pool: number;
  /** `Hopeless` is never final: it becomes `Preempt` without victims. */
  readonly mode: Mode;
  /** Node chosen for it, where queues look at nodes; -1 otherwise. */
  readonly node: number;
  readonly borrows: boolean;
  /** Cells that are short. */
  readonly short: readonly number[];
  readonly victims: readonly Session[];
  /** Pool to begin with next time; 0 when all were tried. */
  readonly next: number;
}

/** What could be done about one resource, or about the one of a pool that is worst. */
interface Outcome {
  readonly mode: Mode;
  readonly borrows: boolean;
}

interface Tried {
  readonly pool: number;
  /** By which pools are compared. */
  readonly worst: Outcome;
  /** Of any resource. */
  readonly borrows: boolean;
  readonly short: readonly number[];
}

/** Chooses a pool for a session as Kueue chooses a flavour: in their order, and what fits now ends the search. */
export class FlavourChooser {
  constructor(
    private readonly quotas: Quotas,
    private readonly nodes: NodeRoom,
    private readonly preemption: Preemption,
    private readonly pools: number,
    private readonly how: { readonly nodeFit: boolean; readonly preempts: boolean },
  ) {}

  /** @param only pool that was chosen before, when it is asked again about that one */
  choose(session: Session, only?: number): FlavourChoice {
    let best: Tried | undefined;
    let last = -1;
    for (let pool = session.nextPool; pool < this.pools; pool++) {
      last = pool;
      if ((only !== undefined && only !== pool) || !session.demand.open[pool]) continue;
      const tried = this.tryPool(session, pool);
      const { mode } = tried.worst;
      if (mode === Mode.Fit) {
        best = tried;
        break;
      }
      if (mode !== Mode.None && (!best || preferred(tried.worst, best.worst))) best = tried;
    }
    const next = last === this.pools - 1 ? 0 : last + 1;
    if (!best) return { pool: -1, mode: Mode.None, node: -1, borrows: false, short: [], victims: [], next: 0 };
    return this.onNodes(session, best, next);
  }

  private tryPool(session: Session, pool: number): Tried {
    let worst: Outcome = { mode: Mode.Fit, borrows: false };
    let borrows = false;
    const short: number[] = [];
    for (const resource of this.quotas.counted) {
      const cell = this.quotas.cell(pool, resource);
      const amount = session.demand.request[resource] as number;
      const one = this.tryCell(session, pool, resource, amount);
      borrows ||= one.borrows;
      if (preferred(worst, one)) worst = one;
      if (worst.mode === Mode.None) break;
      if (one.mode !== Mode.Fit) short.push(cell);
    }
    return { pool, worst, borrows, short };
  }

  private tryCell(session: Session, pool: number, resource: number, amount: number): Outcome {
    const { team } = session.demand;
    const cell = this.quotas.cell(pool, resource);
    if (amount > this.quotas.most(team, cell)) return { mode: Mode.None, borrows: false };
    const borrows = this.quotas.lending && this.quotas.borrows(team, cell, amount);
    if (amount <= this.quotas.available(team, cell)) return { mode: Mode.Fit, borrows };
    const within = amount <= this.quotas.promised(team, cell) || (this.quotas.lending && !borrows);
    if (!within && !this.how.preempts) return { mode: Mode.None, borrows };
    if (!this.how.preempts) return { mode: Mode.Hopeless, borrows };
    const victims = this.preemption.victims({ session, pool, cells: [cell], only: resource, onNode: false });
    if (victims.length === 0) return { mode: Mode.Hopeless, borrows };
    for (const one of victims) this.preemption.take(one);
    const after = this.quotas.lending && this.quotas.borrows(team, cell, amount);
    for (const one of victims) this.preemption.bring(one);
    const own = victims.some(({ demand }) => demand.team === team);
    return { mode: own ? Mode.Preempt : Mode.Reclaim, borrows: after };
  }

  /** Looks at nodes where the queues do, and finds out who would have to be stopped. */
  private onNodes(session: Session, { pool, worst, borrows, short }: Tried, next: number): FlavourChoice {
    const { mode } = worst;
    const { demand } = session;
    const given = { pool, borrows, next, victims: [] };
    if (mode === Mode.Fit) {
      const node = this.how.nodeFit ? this.nodes.choose(demand, pool) : -1;
      if (!this.how.nodeFit || node >= 0) return { ...given, mode, node, short: [] };
    }
    const empty = this.how.nodeFit ? this.nodes.chooseEmpty(demand, pool) : -1;
    if (this.how.nodeFit && empty < 0) return { ...given, mode: Mode.None, node: -1, short: [] };
    const cells = this.how.nodeFit ? this.quotas.cellsOf(pool) : short;
    const victims = this.how.preempts
      ? this.preemption.victims({ session, pool, cells, onNode: this.how.nodeFit })
      : [];
    for (const one of victims) this.preemption.take(one);
    const node = !this.how.nodeFit ? -1 : victims.length > 0 ? this.nodes.choose(demand, pool) : empty;
    for (const one of victims) this.preemption.bring(one);
    return { ...given, mode: Mode.Preempt, node, short: cells, victims };
  }
}

/** Whether one outcome is better than another: what can happen at all, then what stops fewer, then what borrows less. */
function preferred(a: Outcome, b: Outcome): boolean {
  if (a.mode === Mode.None) return false;
  if (a.mode !== b.mode) return a.mode > b.mode;
  return !a.borrows && b.borrows;
}
