import type { SessionType } from '../config/session-type';
import type { Problem } from '../errors';
import type { Amounts } from './amounts';
import { refusal } from './fit-offer';
import { type PoolAnswer, poolAnswer } from './fit-pool';
import { conditionsOf } from './node-conditions';
import { declaredNodes, type NodeGroup } from './nodes';
import type { Plan } from './plan';
import { type QuotaBook, quotaBook, type Usage } from './quota-room';
import { type AskedSize, sessionRequest } from './session-pod';

/** A session that somebody would like to start. */
export interface Question extends AskedSize {
  /** Session type that the site offers. */
  readonly type: string;
  /** Team whose quota counts. @default the team that the session service would use */
  readonly team?: string | undefined;
}

/** What is there at the time of the question. @default the nodes that the site declares, and nobody on them */
export interface Situation {
  readonly nodes: readonly NodeGroup[];
  /** Quota in use. */
  readonly usage: Usage;
}

/** `fits` now, `waits` for others to end, or `never`, however long one waits. */
export type Verdict = 'fits' | 'waits' | 'never';

/** Where a session runs, behind what it waits, or why it never starts. */
export interface Answer {
  readonly verdict: Verdict;
  /** What its pod takes, all containers counted. */
  readonly request: Amounts;
  readonly team?: string;
  readonly pools: readonly PoolAnswer[];
  /** Such sessions that can start now, all pools together. */
  readonly atOnce: number;
  /** Such sessions that the queues would admit, and no node has room for. */
  readonly gap: number;
  /** Unless it fits: the first thing that stands in the way, and what would change the answer. */
  readonly reason?: Problem;
}

/**
 * Answers whether a session would run, without a cluster.
 *
 * @param question for a type of `plan.sessionTypes`; sizes in millicores and bytes
 * @param quota the books behind `situation.usage`, for a caller with many questions
 * @throws {RangeError} for a session type or team that the site does not have: the caller looks first
 * @example
 * ```ts
 * wouldFit(plan, { type: 'notebook', cpu: 4000, memory: 32 * 2 ** 30, gpus: 1 }).verdict; // 'fits'
 * ```
 */
export function wouldFit(
  plan: Plan,
  question: Question,
  situation: Situation = emptySituation(plan),
  quota: QuotaBook | undefined = plan.queues && quotaBook(plan.queues, situation.usage),
): Answer {
  const type = typeOf(plan, question.type);
  const team = plan.queues && (question.team ?? plan.queues.types[question.type]?.queue.team);
  if (team !== undefined && !plan.queues?.teams.some((queue) => queue.team === team))
    throw new RangeError(`the site has no team "${team}"`);
  const request = sessionRequest(plan, type, question);
  const conditions = conditionsOf(plan, request);
  const names = [...new Set(situation.nodes.map(({ pool }) => pool))];
  const pools = names.map((pool) =>
    poolAnswer({
      pool,
      team,
      request,
      nodes: situation.nodes.filter((node) => node.pool === pool),
      conditions,
      quota,
      nodeFit: plan.queues?.topology !== undefined,
    }),
  );
  const given = { request, ...(team !== undefined && { team }), pools };
  const refused = refusal(plan, question, type, pools);
  if (refused) return { ...given, verdict: 'never', atOnce: 0, gap: 0, reason: refused };
  const sum = (of: (pool: PoolAnswer) => number) => pools.reduce((all, pool) => all + of(pool), 0);
  const atOnce = sum(({ now }) => now);
  const gap = plan.queues?.topology ? 0 : sum(({ admitted, placeable }) => Math.max(0, (admitted ?? 0) - placeable));
  const astray = ledAstray(plan, pools);
  if (astray) return { ...given, ...astray, atOnce: 0, gap };
  if (atOnce > 0) return { ...given, verdict: 'fits', atOnce, gap };
  const nearest = [...pools].sort((a, b) => RANK[a.verdict] - RANK[b.verdict] || a.distance - b.distance)[0];
  const reason = nearest?.reason ?? { path: 'pools', fact: 'no pool takes sessions' };
  return { ...given, verdict: nearest?.verdict ?? 'never', atOnce, gap, reason };
}

/** A queue that does not look at nodes leads a session to the first pool with quota, also when no node there has room. */
function ledAstray({ queues }: Plan, pools: readonly PoolAnswer[]): Pick<Answer, 'verdict' | 'reason'> | undefined {
  if (!queues || queues.topology) return undefined;
  const first = queues.flavours
    .map((flavour) => pools.find(({ pool }) => pool === flavour.pool))
    .find((one) => (one?.admitted ?? 0) > 0);
  if (!first?.reason || first.placeable > 0) return undefined;
  return {
    verdict: first.verdict,
    reason: {
      ...first.reason,
      fact: `the queue leads it there, because the quota has room, and ${first.reason.fact}`,
      act: 'Let queues look at nodes (queues.nodeFit, and labels on all pools), or name pools with larger nodes first',
    },
  };
}

/** The nodes that the site declares, and nobody on them. */
export const emptySituation = (plan: Plan): Situation => ({ nodes: declaredNodes(plan), usage: {} });

const RANK: Readonly<Record<Verdict, number>> = { fits: 0, waits: 1, never: 2 };

function typeOf({ sessionTypes }: Plan, name: string): SessionType {
  const type = Object.hasOwn(sessionTypes, name) ? sessionTypes[name] : undefined;
  if (!type) throw new RangeError(`the site has no session type "${name}"`);
  return type;
}
