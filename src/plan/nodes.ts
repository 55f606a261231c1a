import { type Amounts, atLeastNothing, minus, NOTHING } from './amounts';
import { nodeLabels, type Taint } from './placement';
import type { Plan } from './plan';

/** Nodes that are alike in all that decides whether a session may start on them. */
export interface NodeGroup {
  /** Pool that they belong to; absent for real nodes that no pool of the site describes. */
  readonly pool?: string;
  readonly count: number;
  readonly labels: Readonly<Record<string, string>>;
  readonly taints: readonly Taint[];
  /** What one of them has for sessions when nobody is there. */
  readonly room: Amounts;
  /** What one of them has left now. */
  readonly free: Amounts;
}

/** The nodes that a site declares for sessions, all empty, with what services and daemonsets take already taken. */
export function declaredNodes({ site, capacity }: Plan): NodeGroup[] {
  return capacity.flatMap(({ name, nodes, node, daemonsets, services }) => {
    const empty = atLeastNothing(minus(node, daemonsets));
    const group = { pool: name, labels: nodeLabels(site, name), taints: site.pools[name]?.taints ?? [] };
    const of = (count: number, room: Amounts) => (count > 0 ? [{ ...group, count, room, free: room }] : []);
    if (services === NOTHING || services.pods === 0) return of(nodes, empty);
    // Wherever the services run, they take this much; on one node it shows how large a hole they can make.
    return [...of(1, atLeastNothing(minus(empty, services))), ...of(nodes - 1, empty)];
  });
}

/** The pool of a site to which a node with these labels belongs: queues count GPUs too, as they were declared. */
export function poolOf({ capacity, queues }: Plan, labels: Readonly<Record<string, string>>): string | undefined {
  const known = queues ? queues.flavours.map((flavour) => ({ name: flavour.pool, labels: flavour.labels })) : capacity;
  return known.find((pool) => Object.entries(pool.labels).every(([key, value]) => labels[key] === value))?.name;
}
