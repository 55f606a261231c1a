import { Admitted } from './admitted';
import type { Demand, Vector } from './demand';
import { type FlavourChoice, FlavourChooser, Mode } from './flavour-choice';
import type { NodeRoom } from './node-room';
import { Preemption } from './preemption';
import type { Quotas } from './quotas';
import type { Session } from './session';
import { TeamQueue } from './team-queue';
import { type Candidate, takeTurn } from './turns';

/** What becomes of sessions in the queues. */
export interface QueueEvents {
  /** Let in; `pool` and, where queues look at nodes, `node` are chosen. */
  admitted(session: Session): void;
  /** Stopped for another; it waits again. */
  stopped(session: Session): void;
}

/**
 * Kueue, as the platform configures it: a queue per team, BestEffortFIFO, one flavour per pool, fair sharing in one
 * cohort. It works in rounds, each with the head of every queue, until nobody can be let in any more.
 */
export class Kueue {
  private readonly queues: readonly TeamQueue[];
  private readonly admitted = new Admitted();
  private readonly preemption: Preemption;
  private readonly chooser: FlavourChooser;
  private round = 0;
  /** Something was given back since everybody was tried. */
  private freed = false;

  constructor(
    private readonly quotas: Quotas,
    private readonly nodes: NodeRoom,
    how: {
      readonly teams: number;
      readonly pools: number;
      readonly nodeFit: boolean;
      readonly preempts: boolean;
    },
    private readonly events: QueueEvents,
  ) {
    this.queues = Array.from({ length: how.teams }, () => new TeamQueue());
    this.preemption = new Preemption(quotas, nodes, this.admitted, how);
    this.chooser = new FlavourChooser(quotas, nodes, this.preemption, how.pools, how);
  }

  add(session: Session): void {
    this.queueOf(session).add(session);
  }

  /** A session ended: whatever it used is there for others. One that still waited goes away. */
  end(session: Session): void {
    if (session.pool < 0) this.queueOf(session).remove(session);
    else this.release(session);
  }

  /** Lets in whoever can be let in now. */
  settle(now: number): void {
    for (;;) {
      const heads = this.queues.flatMap(({ head }) => head ?? []);
      if (heads.length > 0) this.runRound(heads, now);
      else if (this.freed) {
        this.freed = false;
        for (const queue of this.queues) queue.wake();
      } else return;
    }
  }

  /** Looks again who was let in last, after the times of sessions were corrected. */
  reorder(): void {
    this.admitted.reorder();
  }

  private runRound(heads: readonly Session[], now: number): void {
    this.round++;
    const candidates = heads.map((session): Candidate => {
      // What was tried long ago may be possible by now.
      if (session.triedIn < this.round - 1) session.nextPool = 0;
      return { session, choice: this.chooser.choose(session) };
    });
    const undo: (() => void)[] = [];
    const stopped = new Set<Session>();
    while (candidates.length > 0) this.judge(takeTurn(this.quotas, candidates), stopped, undo, now);
    for (const back of undo.reverse()) back();
    for (const session of stopped) {
      this.release(session);
      this.events.stopped(session);
      session.pool = -1;
      session.node = -1;
      session.admittedAt = -1;
      this.add(session);
    }
  }

  private judge(candidate: Candidate, stopped: Set<Session>, undo: (() => void)[], now: number): void {
    const { session } = candidate;
    const queue = this.queueOf(session);
    // Others went first in this round, and may have taken the node that was chosen.
    let fit = this.stillFits(candidate, stopped);
    if (fit === 'no node') {
      session.nextPool = 0;
      candidate.choice = this.chooser.choose(session, candidate.choice.pool);
      fit = this.stillFits(candidate, stopped);
    }
    const { choice } = candidate;
    session.nextPool = choice.next;
    session.triedIn = this.round;
    if (choice.mode === Mode.None || (choice.mode === Mode.Preempt && choice.victims.length === 0)) {
      // Until the end of the round nobody else may take what it waits for.
      if (choice.mode === Mode.Preempt) undo.push(this.reserve(session, choice));
      if (session.nextPool === 0) queue.park(session);
      return;
    }
    session.nextPool = 0;
    if (choice.victims.some((one) => stopped.has(one)) || fit !== 'yes') return;
    if (choice.mode === Mode.Preempt) {
      for (const one of choice.victims) stopped.add(one);
      undo.push(this.hold(session.demand, choice, session.demand.request));
      queue.favoured = session;
      return;
    }
    queue.remove(session);
    session.pool = choice.pool;
    session.node = choice.node;
    session.admittedAt = now;
    this.preemption.bring(session);
    this.admitted.add(session);
    this.events.admitted(session);
  }

  private stillFits({ session: { demand }, choice }: Candidate, stopped: ReadonlySet<Session>) {
    if (choice.pool < 0 || choice.mode === Mode.None) return 'yes';
    const away = stopped.size + choice.victims.length > 0 ? [...new Set([...stopped, ...choice.victims])] : [];
    for (const one of away) this.preemption.take(one);
    const quota = this.quotas.fits(demand.team, choice.pool, demand.request);
    const node = choice.node < 0 || this.nodes.hasRoom(choice.node, demand);
    for (const one of away) this.preemption.bring(one);
    return !quota ? 'no quota' : node ? 'yes' : 'no node';
  }

  /** Sets aside, for this round, what a session waits for: up to what its team is promised, or all if it would borrow. */
  private reserve({ demand }: Session, choice: FlavourChoice): () => void {
    if (choice.borrows) return this.hold(demand, choice, demand.request);
    const part = demand.request.map((amount, resource) => {
      const cell = this.quotas.cell(choice.pool, resource);
      const left = this.quotas.promised(demand.team, cell) - this.quotas.used(demand.team, cell);
      return Math.max(0, Math.min(amount, left));
    });
    return this.hold(demand, choice, part);
  }

  private hold({ team, request }: Demand, { node, pool }: FlavourChoice, booked: Vector): () => void {
    this.quotas.addAll(team, pool, booked);
    if (node >= 0) this.nodes.take(node, request);
    return () => {
      this.quotas.removeAll(team, pool, booked);
      if (node >= 0) this.nodes.give(node, request);
    };
  }

  private release(session: Session): void {
    this.admitted.remove(session);
    this.preemption.take(session);
    this.freed = true;
  }

  private queueOf({ demand }: Session): TeamQueue {
    return this.queues[demand.team] as TeamQueue;
  }
}
