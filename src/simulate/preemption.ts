import { type Admitted, Candidates, laterFirst } from './admitted';
import type { NodeRoom } from './node-room';
import type { Quotas } from './quotas';
import type { Session } from './session';

/** What a session needs that only the end of others can give. */
export interface Need {
  readonly session: Session;
  readonly pool: number;
  /** Cells of the quota that are short. */
  readonly cells: readonly number[];
  /** Resource that is looked at alone. @default all of them */
  readonly only?: number;
  /** Whether a node must have room too. */
  readonly onNode: boolean;
}

/**
 * Whom Kueue stops to let another in, with fair sharing between teams: first whoever leaves the stopped team at least as
 * far beyond its own as the team of the newcomer, then whoever stands beyond it now.
 */
export class Preemption {
  constructor(
    private readonly quotas: Quotas,
    private readonly nodes: NodeRoom,
    private readonly admitted: Admitted,
    private readonly how: { readonly teams: number; readonly nodeFit: boolean },
  ) {}

  /** Sessions to stop, so that the need is met and none of them in vain; none when that does not help. */
  victims(need: Need): Session[] {
    const { team } = need.session.demand;
    const candidates = this.candidates(need);
    if (candidates.every(({ head }) => head === undefined)) return [];
    this.book(need, 1);
    const gone: Session[] = [];
    const kept: Session[][] = candidates.map(() => []);
    const met =
      this.equalise(need, team, candidates, gone, kept) || this.dethrone(need, team, kept.map(Candidates.of), gone);
    this.book(need, -1);
    if (!met) {
      for (const one of gone) this.bring(one);
      return [];
    }
    // Whoever turns out not to be in the way stays, the last to be chosen first.
    for (let at = gone.length - 2; at >= 0; at--) {
      const one = gone[at] as Session;
      this.bring(one);
      if (this.fits(need)) {
        gone[at] = gone[gone.length - 1] as Session;
        gone.pop();
      } else this.take(one);
    }
    for (const one of gone) this.bring(one);
    return gone;
  }

  /** By team, who may be stopped: of other teams only while they use more than they are promised. */
  private candidates({ session, pool, cells }: Need): Candidates[] {
    const { team, priority } = session.demand;
    return Array.from({ length: this.how.teams }, (_, other) => {
      const mayLose = other === team || (this.quotas.lending && cells.some((cell) => this.quotas.borrows(other, cell)));
      return mayLose ? this.admitted.below(priority, other, pool) : new Candidates();
    });
  }

  /** Stops while the team that loses stays at least as far beyond its own as the one that gains. */
  private equalise(need: Need, team: number, left: readonly Candidates[], gone: Session[], kept: Session[][]): boolean {
    const pruned = new Set<number>();
    const within = !need.cells.some((cell) => this.quotas.borrows(team, cell));
    for (;;) {
      const target = this.furthest(team, left, pruned);
      if (target < 0) return false;
      const queue = left[target] as Candidates;
      if (target === team || within) {
        if (this.stop(need, queue.shift() as Session, gone)) return true;
        continue;
      }
      const gains = this.quotas.share(team).share;
      for (let one = queue.shift(); one; one = queue.shift()) {
        this.quotas.removeAll(target, one.pool, one.demand.request);
        const after = this.quotas.share(target).share;
        this.quotas.addAll(target, one.pool, one.demand.request);
        if (gains > after) {
          (kept[target] as Session[]).push(one);
          continue;
        }
        if (this.stop(need, one, gone)) return true;
        break;
      }
    }
  }

  /** Stops one of each team that is further beyond its own now. */
  private dethrone(need: Need, team: number, left: readonly Candidates[], gone: Session[]): boolean {
    const pruned = new Set<number>();
    for (;;) {
      const target = this.furthest(team, left, pruned);
      if (target < 0) return false;
      const gains = this.quotas.share(team).share;
      const one = (left[target] as Candidates).shift() as Session;
      if (gains < this.quotas.share(target).share && this.stop(need, one, gone)) return true;
      pruned.add(target);
    }
  }

  /** The team that is furthest beyond its own, of those that have somebody to lose. */
  private furthest(team: number, left: readonly Candidates[], pruned: Set<number>): number {
    let furthest = -1;
    let most = Number.NEGATIVE_INFINITY;
    for (let other = 0; other < left.length; other++) {
      if (pruned.has(other)) continue;
      const { share, borrowed } = this.quotas.share(other);
      const head = left[other]?.head;
      if (!head || (borrowed.length === 0 && other !== team)) pruned.add(other);
      else if (share > most || (share === most && sooner(head, left[furthest]?.head as Session, team))) {
        most = share;
        furthest = other;
      }
    }
    return furthest;
  }

  private stop(need: Need, one: Session, gone: Session[]): boolean {
    this.take(one);
    gone.push(one);
    this.book(need, -1);
    const met = this.fits(need);
    this.book(need, 1);
    return met;
  }

  private fits({ session: { demand }, pool, only, onNode }: Need): boolean {
    const { team, request } = demand;
    const quota =
      only === undefined
        ? this.quotas.fits(team, pool, request)
        : (request[only] as number) <= this.quotas.available(team, this.quotas.cell(pool, only));
    return quota && (!onNode || this.nodes.choose(demand, pool) >= 0);
  }

  private book({ session: { demand }, pool, only }: Need, sign: 1 | -1): void {
    const { team, request } = demand;
    if (only !== undefined) {
      const cell = this.quotas.cell(pool, only);
      if (sign > 0) this.quotas.add(team, cell, request[only] as number);
      else this.quotas.remove(team, cell, request[only] as number);
    } else if (sign > 0) this.quotas.addAll(team, pool, request);
    else this.quotas.removeAll(team, pool, request);
  }

  /** Takes a session out of the books, as if it were stopped. */
  take({ demand, pool, node }: Session): void {
    this.quotas.removeAll(demand.team, pool, demand.request);
    if (this.how.nodeFit) this.nodes.give(node, demand.request);
  }

  /** Brings it back. */
  bring({ demand, pool, node }: Session): void {
    this.quotas.addAll(demand.team, pool, demand.request);
    if (this.how.nodeFit) this.nodes.take(node, demand.request);
  }
}

/** Of two teams that are equally far, which loses first: another team, a lower priority, a later session. */
function sooner(a: Session, b: Session, team: number): boolean {
  const own = (session: Session) => Number(session.demand.team === team);
  return (own(a) - own(b) || a.demand.priority - b.demand.priority || laterFirst(a, b)) < 0;
}
