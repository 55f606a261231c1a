import { type Amounts, amounts, atLeastNothing, minus, NOTHING, plus, sumOf } from './amounts';
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

/** The quotas of all teams, and what is used of them. */
export interface QuotaBook {
  /** Room of one team in one pool. */
  room(team: string, pool: string): QuotaRoom;
}

/**
 * Opens the books as Kueue keeps them: what a team keeps to itself is its own; the rest of everybody is one pot, from
 * which each takes what goes beyond its own.
 *
 * @param usage what is in use. @default nothing
 */
export function quotaBook({ teams }: Queues, usage: Usage = {}): QuotaBook {
  // What all teams have in one pool, added up at the first question about it.
  const pots = new Map<string, Amounts & { readonly left: Amounts }>();
  const potOf = (pool: string) => {
    const known = pots.get(pool);
    if (known) return known;
    const all = sumOf(teams.map(({ pools }) => pools[pool]?.lent ?? NOTHING));
    const taken = sumOf(
      teams.map(({ team, pools }) => {
        const used = usage[team]?.[pool];
        return used ? beyond(used, pools[pool]) : NOTHING;
      }),
    );
    const pot = { ...all, left: amounts((resource) => Math.max(0, all[resource] - taken[resource])) };
    pots.set(pool, pot);
    return pot;
  };
  return {
    room(team, pool) {
      const own = teams.find((one) => one.team === team)?.pools[pool] ?? { nominal: NOTHING, lent: NOTHING };
      const used = usage[team]?.[pool] ?? NOTHING;
      const kept = minus(own.nominal, own.lent);
      const pot = potOf(pool);
      return {
        promised: own.nominal,
        most: plus(kept, pot),
        now: plus(atLeastNothing(minus(kept, used)), pot.left),
      };
    },
  };
}

/** What a team uses of the pot. */
const beyond = (used: Amounts, own: { nominal: Amounts; lent: Amounts } = { nominal: NOTHING, lent: NOTHING }) =>
  atLeastNothing(minus(used, minus(own.nominal, own.lent)));
