import type { Session } from './session';

interface Entry {
  readonly session: Session;
  gone: boolean;
}

/** Those of one team in one pool that have one priority, the last in last. */
class Alike {
  entries: Entry[] = [];
  private gone = 0;

  constructor(readonly priority: number) {}

  /** Takes an entry out; its place is given up when many are. */
  remove(entry: Entry): void {
    entry.gone = true;
    this.gone++;
    if (this.gone < 64 || this.gone * 2 < this.entries.length) return;
    this.entries = this.entries.filter((one) => !one.gone);
    this.gone = 0;
  }
}

/** Who was let in, by team, pool and priority. */
export class Admitted {
  private readonly groups = new Map<string, Alike[]>();
  private readonly places = new Map<Session, { readonly entry: Entry; readonly alike: Alike }>();

  add(session: Session): void {
    const alike = this.alike(session);
    const entry = { session, gone: false };
    let at = alike.entries.length;
    while (at > 0 && laterFirst((alike.entries[at - 1] as Entry).session, session) < 0) at--;
    alike.entries.splice(at, 0, entry);
    this.places.set(session, { entry, alike });
  }

  remove(session: Session): void {
    const place = this.places.get(session);
    this.places.delete(session);
    if (place) place.alike.remove(place.entry);
  }

  /** Puts them in order again, after times were corrected. */
  reorder(): void {
    for (const group of this.groups.values())
      for (const alike of group) alike.entries.sort((a, b) => laterFirst(b.session, a.session));
  }

  /** Those of a team in a pool that may be stopped for a priority. */
  below(priority: number, team: number, pool: number): Candidates {
    const group = this.groups.get(keyOf(team, pool)) ?? [];
    return new Candidates(group.filter((alike) => alike.priority < priority));
  }

  private alike({ demand, pool }: Session): Alike {
    const key = keyOf(demand.team, pool);
    const group = this.groups.get(key) ?? [];
    this.groups.set(key, group);
    const known = group.find(({ priority }) => priority === demand.priority);
    if (known) return known;
    const alike = new Alike(demand.priority);
    group.push(alike);
    group.sort((a, b) => a.priority - b.priority);
    return alike;
  }
}

/** Sessions in the order in which they would be stopped: the lowest priority first, of equals the last in. */
export class Candidates {
  private group = 0;
  private at: number;

  constructor(
    private readonly groups: readonly Alike[] = [],
    private readonly more: Session[] = [],
  ) {
    this.at = (groups[0]?.entries.length ?? 0) - 1;
  }

  /** Candidates that are known already, in this order. */
  static of(sessions: Session[]): Candidates {
    return new Candidates([], sessions);
  }

  /** The first; undefined when there is none. */
  get head(): Session | undefined {
    for (; this.group < this.groups.length; this.group++, this.at = (this.groups[this.group]?.entries.length ?? 0) - 1)
      for (; this.at >= 0; this.at--) {
        const entry = this.groups[this.group]?.entries[this.at];
        if (entry && !entry.gone) return entry.session;
      }
    return this.more[0];
  }

  /** Takes the first away. */
  shift(): Session | undefined {
    const { head } = this;
    if (this.group < this.groups.length) this.at--;
    else this.more.shift();
    return head;
  }
}

const keyOf = (team: number, pool: number) => `${team} ${pool}`;

/** Order in which sessions of one priority are stopped. */
export const laterFirst = (a: Session, b: Session): number => b.admittedAt - a.admittedAt || a.tie - b.tie;
