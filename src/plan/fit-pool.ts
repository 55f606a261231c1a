import type { Problem } from '../errors';
import { type Amounts, KUBERNETES_NAMES, NOTHING } from './amounts';
import type { Verdict } from './fit';
import { countIn, shortOf, written } from './fit-count';
import { type Conditions, closedTo } from './node-conditions';
import type { NodeGroup } from './nodes';
import type { QuotaBook } from './quota-room';

/** What one pool says to a session. */
export interface PoolAnswer {
  /** Name; absent for nodes that no pool of the site describes. */
  readonly pool?: string;
  readonly verdict: Verdict;
  /** Such sessions that its nodes have room for now. */
  readonly placeable: number;
  /** Such sessions that the queue of the team would admit here now; absent without queues. */
  readonly admitted?: number;
  /** Such sessions that can start here now: the smaller of the two. */
  readonly now: number;
  /** Unless it fits: what stands in the way. */
  readonly reason?: Problem;
  /** How far it is from fitting, to find the pool that is nearest: 1 is twice what there is; infinite where size is not the matter. */
  readonly distance: number;
  /** The computation, for a person to follow. */
  readonly proof: readonly string[];
}

interface Asked {
  readonly pool: string | undefined;
  readonly team: string | undefined;
  readonly request: Amounts;
  readonly nodes: readonly NodeGroup[];
  readonly conditions: Conditions;
  readonly quota: QuotaBook | undefined;
  /** Whether the queue looks at nodes before it lets a session in. */
  readonly nodeFit: boolean;
}

/** Judges one pool as the scheduler and the queue would: labels, taints, room on one node, quota. */
export function poolAnswer(asked: Asked): PoolAnswer {
  const { pool, request, nodes } = asked;
  const name = pool === undefined ? 'nodes of no pool' : `pools.${pool}`;
  const answer = (
    rest: Omit<PoolAnswer, 'pool' | 'placeable' | 'now' | 'distance' | 'proof'> & Partial<PoolAnswer>,
  ): PoolAnswer =>
    Object.assign(
      pool === undefined ? {} : { pool },
      { placeable: 0, now: 0, distance: 0, proof: rest.reason ? [`${name}: ${rest.reason.fact}`] : [] },
      rest,
    );
  const never = (fact: string, act: string, distance = Number.POSITIVE_INFINITY) =>
    answer({ verdict: 'never', reason: { path: name, fact, act }, distance });

  const closed = nodes.map((node) => closedTo(asked.conditions, node, request));
  const open = nodes.filter((_, index) => closed[index] === undefined);
  if (open.length === 0) return never(closed[0] ?? 'it has no nodes', 'Ask for what this pool is for, or use another');

  if (pool === undefined && asked.quota)
    return never(
      'they have not all labels of a pool, the number of GPUs included, so no queue leads sessions to them',
      'Declare them as a pool: astroplatform pools import',
    );

  const large = open.filter(({ room }) => shortOf(room, request).length === 0);
  if (large.length === 0) {
    const room = roomiest(open, request);
    const short = shortOf(room, request);
    const distance = Math.max(...short.map((resource) => request[resource] / Math.max(1, room[resource])));
    return {
      ...never(
        `one node has room for ${written(room, short)}, and the session asks for ${written(request, short)}`,
        `Ask for at most ${written(room, short)}, or declare nodes with that much, and what daemonsets take, in ${name}`,
        distance,
      ),
      ...letInBlindly(asked),
    };
  }

  const { placeable, lines } = countNodes(name, large, request);
  if (pool === undefined || !asked.quota || asked.team === undefined)
    return placeable > 0
      ? answer({ verdict: 'fits', placeable, now: placeable, proof: lines })
      : answer({ verdict: 'waits', ...busy(name), proof: lines });

  const { promised, most, now } = asked.quota.room(asked.team, pool);
  const short = shortOf(most, request);
  const queue = `the quota of team ${asked.team}`;
  if (short.length > 0)
    return never(
      `${queue} there is ${written(promised, short)}, with all that others lend ${written(most, short)}, and the session asks for ${written(request, short)}`,
      `Raise teams.${asked.team}.weight, or lower queues.kept so that other teams lend more`,
      Math.max(...short.map((resource) => request[resource] / Math.max(1, most[resource]))),
    );
  const { times: admitted, binding } = countIn(now, request);
  const lent =
    most[binding] > promised[binding] ? ` is ${written(promised, [binding])}; with what others lend, it` : '';
  const proof = [
    ...lines,
    `${name}: ${queue}${lent} has ${written(now, [binding])} left, and ${written(request, [binding])} each makes ${admitted}`,
  ];
  const both = { placeable, admitted, now: Math.min(placeable, admitted), proof };
  if (both.now > 0) return answer({ verdict: 'fits', ...both });
  return answer({ verdict: 'waits', ...both, ...(admitted === 0 ? full(name, queue, now, request) : busy(name)) });
}

/** A queue that does not look at nodes lets sessions in that none of them is large enough for. */
function letInBlindly({ pool, team, quota, nodeFit, request }: Asked): Pick<PoolAnswer, 'admitted'> {
  if (nodeFit || !quota || pool === undefined || team === undefined) return {};
  return { admitted: countIn(quota.room(team, pool).now, request).times };
}

function countNodes(name: string, nodes: readonly NodeGroup[], request: Amounts) {
  // Real nodes are one each: those with as much left are one line.
  const alike = new Map<string, { count: number; free: Amounts }>();
  for (const { count, free } of nodes) {
    const key = JSON.stringify(free);
    alike.set(key, { count: (alike.get(key)?.count ?? 0) + count, free });
  }
  let placeable = 0;
  const lines: string[] = [];
  for (const { count, free } of alike.values()) {
    const { times, binding } = countIn(free, request);
    placeable += count * times;
    lines.push(
      `${name}: ${count} ${count === 1 ? 'node' : 'nodes'} with ${written(free)} free; ${KUBERNETES_NAMES[binding]} ends it at ${times} each`,
    );
  }
  return {
    placeable,
    lines: lines.length > 8 ? [...lines.slice(0, 8), `${name}: and ${lines.length - 8} more kinds of nodes`] : lines,
  };
}

const roomiest = (nodes: readonly NodeGroup[], request: Amounts): Amounts =>
  [...nodes].sort(
    (a, b) => shortOf(a.room, request).length - shortOf(b.room, request).length || b.room.memory - a.room.memory,
  )[0]?.room ?? NOTHING;

const busy = (name: string) => ({
  reason: { path: name, fact: 'no node has room for it now', act: 'Wait until a session there ends' },
});

const full = (name: string, queue: string, now: Amounts, request: Amounts) => {
  const short = shortOf(now, request);
  return {
    reason: {
      path: name,
      fact: `${queue} has ${written(now, short)} left there, lent by others included, and the session asks for ${written(request, short)}`,
      act: 'Wait until a session of the team, or one that uses what the team lends, ends',
    },
  };
};
