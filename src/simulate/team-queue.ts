import type { Session } from './session';
import { comesBefore, type Order, WaitingLine } from './waiting-line';

/** More pools than any queue can tell apart. */
const POOLS = 1024;

/** The queue of one team: by priority, then in an order, that of asking if nothing else is said; who does not fit lets the others pass. */
export class TeamQueue {
  /** For whom others are being stopped: it goes first, so that nobody takes the room that was made for it. */
  favoured: Session | undefined;
  private readonly lines = new Map<number, WaitingLine>();

  constructor(private readonly before: Order = comesBefore) {}

  add(session: Session): void {
    this.lineOf(session).add(session);
  }

  remove(session: Session): void {
    if (this.favoured === session) this.favoured = undefined;
    this.lineOf(session).remove(session);
  }

  /** Who is next; undefined when nobody waits, or all were tried in vain. */
  get head(): Session | undefined {
    if (this.favoured) return this.favoured;
    let head: Session | undefined;
    for (const line of this.lines.values()) {
      const { first } = line;
      if (line.parked || !first) continue;
      if (!head || this.goesBefore(first, head)) head = first;
    }
    return head;
  }

  /** Nobody like this one is tried again until something is given back. */
  park(session: Session): void {
    if (this.favoured === session) this.favoured = undefined;
    this.lineOf(session).parked = true;
  }

  /** Everybody is tried again. */
  wake(): void {
    for (const line of this.lines.values()) line.parked = false;
  }

  /** Who waits, kind by kind. */
  *[Symbol.iterator](): Generator<Session> {
    for (const line of this.lines.values()) yield* line;
  }

  private lineOf({ demand, pool }: Session): WaitingLine {
    // A session that has its pool already, and waits for a node there, waits beside those of other pools.
    const key = demand.index * POOLS + pool + 1;
    const known = this.lines.get(key);
    if (known) return known;
    const line = new WaitingLine(this.before);
    this.lines.set(key, line);
    return line;
  }

  private goesBefore(a: Session, b: Session): boolean {
    return a.demand.priority === b.demand.priority ? this.before(a, b) : a.demand.priority > b.demand.priority;
  }
}
