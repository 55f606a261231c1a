import type { Session } from './session';

/** Whether one session goes before another. */
export type Order = (a: Session, b: Session) => boolean;

/** Sessions that are alike and wait, in their order. */
export class WaitingLine {
  /** Tried in vain: all of them wait until something is given back, as one answer holds for all. */
  parked = false;
  private sessions: Session[] = [];
  private start = 0;

  constructor(private readonly before: Order) {}

  get length(): number {
    return this.sessions.length - this.start;
  }

  get first(): Session | undefined {
    return this.sessions[this.start];
  }

  /** Adds a session at its place: one that was stopped keeps its place in the order. */
  add(session: Session): void {
    let at = this.sessions.length;
    while (at > this.start && this.before(session, this.sessions[at - 1] as Session)) at--;
    if (at === this.start && this.start > 0) {
      this.start--;
      this.sessions[this.start] = session;
    } else if (at === this.sessions.length) this.sessions.push(session);
    else this.sessions.splice(at, 0, session);
  }

  /** Takes the first away. */
  shift(): Session | undefined {
    const session = this.sessions[this.start];
    if (session === undefined) return undefined;
    this.start++;
    if (this.start > 1024 && this.start * 2 > this.sessions.length) {
      this.sessions = this.sessions.slice(this.start);
      this.start = 0;
    }
    return session;
  }

  /** Takes a session away, wherever it stands; false when it is not here. */
  remove(session: Session): boolean {
    if (this.first === session) return this.shift() !== undefined;
    const at = this.sessions.indexOf(session, this.start);
    if (at < 0) return false;
    this.sessions.splice(at, 1);
    return true;
  }

  /** From the first to the last. */
  *[Symbol.iterator](): Generator<Session> {
    for (let at = this.start; at < this.sessions.length; at++) yield this.sessions[at] as Session;
  }
}

/** Whether a session was asked for earlier. */
export const comesBefore: Order = (a, b) => a.asked < b.asked || (a.asked === b.asked && a.tie < b.tie);
