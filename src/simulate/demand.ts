import { type Amounts, RESOURCES } from '../plan/amounts';
import { closedTo, conditionsOf } from '../plan/node-conditions';
import type { NodeGroup } from '../plan/nodes';
import type { Plan } from '../plan/plan';
import { teamOfType } from '../plan/queues';
import { type AskedSize, sessionRequest } from '../plan/session-pod';

/** A vector with one number per resource, in the order of `RESOURCES`. */
export type Vector = Float64Array;

/** What sessions that are alike ask for. */
export interface Demand {
  readonly index: number;
  readonly type: string;
  /** Index of the team whose quota counts; -1 without queues. */
  readonly team: number;
  /** In the queues, and for what may be stopped for what. */
  readonly priority: number;
  /** What the pod takes. */
  readonly request: Vector;
  /** By pool: whether labels, taints and the GPU condition let such a session onto its nodes. */
  readonly open: readonly boolean[];
}

/** Who asks for what. */
export interface Asked extends AskedSize {
  readonly type: string;
  /** @default the team that the session service would choose */
  readonly team?: string | undefined;
}

/**
 * What such sessions mean to queues and scheduler.
 *
 * @param pools names, in the order of the queues' flavours
 * @throws {RangeError} for a type or team that the site does not have: the caller looks first
 */
export function demandOf(plan: Plan, asked: Asked, pools: readonly string[], nodes: readonly NodeGroup[]) {
  const type = plan.sessionTypes[asked.type];
  if (!type) throw new RangeError(`the site has no session type "${asked.type}"`);
  const team = plan.queues ? (asked.team ?? teamOfType(plan.site, asked.type)) : undefined;
  const index = plan.queues?.teams.findIndex((one) => one.team === team) ?? -1;
  if (plan.queues && index < 0) throw new RangeError(`the site has no team "${team}"`);
  const request = sessionRequest(plan, type, asked);
  const conditions = conditionsOf(plan, request);
  return {
    type: asked.type,
    team: index,
    priority: priorityOf(plan, type.priority),
    request: vectorOf(request),
    open: pools.map((pool) =>
      nodes.some((node) => node.pool === pool && closedTo(conditions, node, request) === undefined),
    ),
  } satisfies Omit<Demand, 'index'>;
}

/** Amounts as a vector. */
export const vectorOf = (of: Amounts): Vector => Float64Array.from(RESOURCES, (resource) => of[resource]);

const priorityOf = ({ priorities }: Plan, of: 'platform' | 'request') =>
  of === 'platform' ? priorities.interactive.value : 0;
