import { type Amounts, amounts, NOTHING, plus, sumOf } from './amounts';
import type { Queues } from './queues';

/** What is in use, by team and pool. */
export type Usage = Readonly<Record<string, Readonly<Record<string, Amounts>>>>;

/** What a team may still use of one pool, and what it could use if nobody else were there. */
export interface QuotaRoom {
  readonly promised: Amounts;
  /** Promised, and everything that others lend. */
  readonly most: Amounts;
  readonly now: Amounts;
}

/**
 * Room of one team in one pool, as Kueue counts it: what a team keeps to itself is its own; the rest of everybody is one
 * pot, from which each takes what goes beyond its own.
 */
export function quotaRoom({ teams }: Queues, team: string, pool: string, usage: Usage = {}): QuotaRoom {
  const of = teams.map((queue) => ({
    team: queue.team,
    nominal: queue.pools[pool]?.nominal ?? NOTHING,
    lent: queue.pools[pool]?.lent ?? NOTHING,
    used: usage[queue.team]?.[pool] ?? NOTHING,
  }));
  const pot = sumOf(of.map(({ lent }) => lent));
  const own = of.find((one) => one.team === team);
  const kept = amounts((resource) => (own ? own.nominal[resource] - own.lent[resource] : 0));
  const taken = sumOf(
    of.map(({ nominal, lent, used }) =>
      amounts((resource) => Math.max(0, used[resource] - (nominal[resource] - lent[resource]))),
    ),
  );
  return {
    promised: own?.nominal ?? NOTHING,
    most: plus(kept, pot),
    now: amounts(
      (resource) =>
        Math.max(0, kept[resource] - (own?.used[resource] ?? 0)) + Math.max(0, pot[resource] - taken[resource]),
    ),
  };
}
