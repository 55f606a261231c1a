import type { NodeGroup } from '../plan/nodes';
import type { Plan } from '../plan/plan';
import type { Demand } from './demand';
import { Kueue } from './kueue';
import { NamespaceQuota } from './namespace-quota';
import { NodeRoom } from './node-room';
import { Quotas } from './quotas';
import type { Random } from './random';
import { Scheduler } from './scheduler';
import type { Session } from './session';

/** What becomes of sessions, told when it happens. */
export interface ClusterEvents {
  /** Let in by its queue, or where there are none by the quota of the namespace. */
  admitted(session: Session): void;
  /** Has a node, and runs. */
  placed(session: Session): void;
  /** Stopped for another, and waits again; it was on this node, or on none (-1). */
  stopped(session: Session, node: number): void;
}

/** Queues, scheduler and nodes of a site, as they act on sessions that come and end. */
export class SimulatedCluster {
  readonly nodes: NodeRoom;
  /** Books of the queues; absent without queues. */
  readonly quotas: Quotas | undefined;
  private readonly gate: Kueue | NamespaceQuota;
  /** Absent where the queues choose the nodes. */
  private readonly scheduler: Scheduler | undefined;

  /**
   * @param pools names, in the order of the queues' flavours
   * @param random breaks ties of the scheduler
   */
  constructor(
    plan: Plan,
    given: {
      readonly pools: readonly string[];
      readonly nodes: readonly NodeGroup[];
      readonly demands: readonly Demand[];
      readonly random: Random;
    },
    private readonly events: ClusterEvents,
  ) {
    const { pools, demands } = given;
    const nodeFit = plan.queues?.topology !== undefined;
    const choice = { order: nodeFit ? 'packed' : 'spread', byPool: plan.queues !== undefined } as const;
    this.nodes = new NodeRoom(given.nodes, pools, demands, choice, given.random);
    if (!nodeFit) this.scheduler = new Scheduler(this.nodes, (session) => events.placed(session));
    if (!plan.queues) {
      this.gate = new NamespaceQuota(plan, (session) => this.letIn(session));
      return;
    }
    this.quotas = new Quotas(plan.queues);
    const preempts = plan.queues.preempt === 'headless';
    const how = { teams: plan.queues.teams.length, pools: pools.length, nodeFit, preempts };
    this.gate = new Kueue(this.quotas, this.nodes, how, {
      admitted: (session) => this.letIn(session),
      stopped: (session) => {
        const { node } = session;
        this.scheduler?.end(session);
        events.stopped(session, node);
      },
    });
  }

  /** Somebody asks for a session. */
  ask(session: Session): void {
    this.gate.add(session);
  }

  /** A session ends, or is given up while it waits. */
  end(session: Session): void {
    if (session.admittedAt >= 0) this.scheduler?.end(session);
    this.gate.end(session);
  }

  /** Everything that can happen now happens. */
  settle(now: number): void {
    // Pods that wait for a node hear at once that one has room; those that are let in now are made first.
    this.scheduler?.settle();
    this.gate.settle(now);
    this.scheduler?.settle();
  }

  /** Sessions have other times of admission now than they were given. */
  reorder(): void {
    if (this.gate instanceof Kueue) this.gate.reorder();
  }

  private letIn(session: Session): void {
    this.events.admitted(session);
    if (this.scheduler) this.scheduler.add(session);
    else this.events.placed(session);
  }
}

/** Pools of a site in the order in which its queues try them. */
export const poolOrder = ({ queues, capacity }: Plan): string[] =>
  queues ? queues.flavours.map(({ pool }) => pool) : capacity.map(({ name }) => name);
