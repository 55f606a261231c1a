import { largestOf } from '../plan/allocatable';
import { type Amounts, atLeastNothing, minus, NOTHING, plus, sumOf } from '../plan/amounts';
import type { Situation } from '../plan/fit';
import { isElastic } from '../plan/machines';
import { declaredNodes, type NodeGroup, poolOf } from '../plan/nodes';
import type { Plan } from '../plan/plan';
import { teamOfType } from '../plan/queues';
import type { RealNode } from './read-nodes';
import type { RealPod } from './read-pods';

/** The real nodes of a cluster, and who is on them. */
export function situationOf(plan: Plan, nodes: readonly RealNode[], pods: readonly RealPod[]): Situation {
  const onNode = new Map<string, RealPod[]>();
  for (const pod of pods) {
    const there = onNode.get(pod.node);
    if (there) there.push(pod);
    else onNode.set(pod.node, [pod]);
  }
  // Daemonsets that are listed are counted as they are; for those that are not, what their pool declares is left.
  const listed = pods.some(({ daemon }) => daemon);
  const usual = new Map(plan.capacity.map(({ name, daemonsets }) => [name, daemonsets]));
  const most = largestOf([...usual.values()]);
  const poolOfNode = new Map(nodes.map(({ name, labels }) => [name, poolOf(plan, labels)]));
  const counts = new Map<string, number>();
  for (const pool of poolOfNode.values()) if (pool) counts.set(pool, (counts.get(pool) ?? 0) + 1);
  return {
    nodes: [
      ...nodes.map(({ name, labels, taints, allocatable }) => {
        const pool = poolOfNode.get(name);
        const there = onNode.get(name) ?? [];
        const sum = (daemon: boolean) =>
          sumOf(there.filter((pod) => pod.daemon === daemon).map(({ request }) => request));
        const room = atLeastNothing(minus(allocatable, listed ? sum(true) : (usual.get(pool ?? '') ?? most)));
        return { ...(pool && { pool }), count: 1, labels, taints, room, free: atLeastNothing(minus(room, sum(false))) };
      }),
      ...comingNodes(plan, counts),
    ],
    usage: usageOf(plan, pods, poolOfNode),
  };
}

/** Nodes of pools that grow which are not there now, and come when sessions wait for them. */
function comingNodes(plan: Plan, counts: ReadonlyMap<string, number>): NodeGroup[] {
  const left = new Map(counts);
  return declaredNodes(plan).flatMap((group) => {
    const { pool = '', count } = group;
    const declared = plan.site.pools[pool];
    if (!declared || !isElastic(declared)) return [];
    const there = Math.min(count, left.get(pool) ?? 0);
    left.set(pool, (left.get(pool) ?? 0) - there);
    return there < count ? [{ ...group, count: count - there }] : [];
  });
}

function usageOf(plan: Plan, pods: readonly RealPod[], poolOfNode: ReadonlyMap<string, string | undefined>) {
  const usage: Record<string, Record<string, Amounts>> = {};
  for (const { namespace, labels, node, request } of pods) {
    const team = teamOfPod(plan, namespace, labels);
    const pool = poolOfNode.get(node);
    if (team === undefined || pool === undefined) continue;
    usage[team] ??= {};
    const used = usage[team];
    used[pool] = plus(used[pool] ?? NOTHING, request);
  }
  return usage;
}

/** Sessions of this service are known by the type that it writes on them, those of others by their namespace. */
function teamOfPod({ site, queues }: Plan, namespace: string, labels: RealPod['labels']): string | undefined {
  const type = labels['canfar.net/kind'];
  if (namespace === site.namespaces.sessions) return type === undefined ? undefined : teamOfType(site, type);
  return queues?.teams.find((team) => team.namespace === namespace)?.team;
}
