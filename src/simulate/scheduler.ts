import type { NodeRoom } from './node-room';
import type { Session } from './session';
import { TeamQueue } from './team-queue';

/**
 * The Kubernetes scheduler, for pods that no queue has chosen a node for: by priority, then in the order in which they
 * came; who finds no room lets the others pass.
 */
export class Scheduler {
  private readonly waiting = new TeamQueue((a, b) => a.came < b.came);
  private last = 0;

  constructor(
    private readonly nodes: NodeRoom,
    private readonly placed: (session: Session) => void,
  ) {}

  add(session: Session): void {
    session.came = session.turn < 0 ? this.last + 1 : session.turn;
    this.last = Math.max(this.last, session.came);
    this.waiting.add(session);
  }

  /** A session that runs gives its node back; one that waits goes away. */
  end(session: Session): void {
    if (session.node < 0) this.waiting.remove(session);
    else {
      this.nodes.give(session.node, session.demand.request);
      session.node = -1;
      this.waiting.wake();
    }
  }

  /** Places whoever finds room now. */
  settle(): void {
    for (let session = this.waiting.head; session; session = this.waiting.head) {
      const node = this.nodes.choose(session.demand, Math.max(0, session.pool), session.wish);
      if (node < 0) {
        this.waiting.park(session);
        continue;
      }
      this.waiting.remove(session);
      session.node = node;
      this.nodes.take(node, session.demand.request);
      this.placed(session);
    }
  }
}
