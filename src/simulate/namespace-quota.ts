import { RESOURCES, sumOf } from '../plan/amounts';
import type { Plan } from '../plan/plan';
import { type Vector, vectorOf } from './demand';
import type { Session } from './session';
import { TeamQueue } from './team-queue';

/** Local disk has no bound there. */
const COUNTED = RESOURCES.flatMap((resource, index) => (resource === 'ephemeral' ? [] : [index]));

/** The ResourceQuota of a site without queues: a pod comes to be while all of them together stay below its bounds. */
export class NamespaceQuota {
  private readonly left: Vector;
  private readonly waiting = new TeamQueue();

  constructor(
    { capacity }: Plan,
    private readonly admitted: (session: Session) => void,
  ) {
    this.left = vectorOf(sumOf(capacity.map(({ total }) => total)));
  }

  add(session: Session): void {
    this.waiting.add(session);
  }

  end(session: Session): void {
    if (session.admittedAt < 0) return this.waiting.remove(session);
    this.book(session, 1);
    this.waiting.wake();
  }

  settle(now: number): void {
    for (let session = this.waiting.head; session; session = this.waiting.head) {
      const { request } = session.demand;
      if (COUNTED.some((resource) => (request[resource] as number) > (this.left[resource] as number))) {
        this.waiting.park(session);
        continue;
      }
      this.waiting.remove(session);
      this.book(session, -1);
      session.admittedAt = now;
      this.admitted(session);
    }
  }

  private book({ demand }: Session, sign: 1 | -1): void {
    for (const resource of COUNTED)
      this.left[resource] = (this.left[resource] as number) + sign * (demand.request[resource] as number);
  }
}
