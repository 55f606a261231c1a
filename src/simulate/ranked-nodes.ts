import { NumberSet } from './number-set';

const NONE = -1;

/** Nodes in the order in which one kind of session would like to have them, kept as they fill and empty. */
export class RankedNodes {
  private readonly ranks: Int16Array;
  private readonly byRank: (NumberSet | undefined)[] = [];
  private readonly present = new NumberSet(MOST);

  /** @param nodes number of them */
  constructor(private readonly nodes: number) {
    this.ranks = new Int16Array(nodes).fill(NONE);
  }

  /** Gives a node its rank: 0 is the best, below 0 means that there is no room. */
  rank(node: number, rank: number): void {
    const before = this.ranks[node] as number;
    const now = rank < 0 ? NONE : Math.min(rank, MOST - 1);
    if (before === now) return;
    this.ranks[node] = now;
    if (before !== NONE) {
      const group = this.byRank[before] as NumberSet;
      group.delete(node);
      if (group.size === 0) this.present.delete(before);
    }
    if (now === NONE) return;
    this.byRank[now] ??= new NumberSet(this.nodes);
    const group = this.byRank[now] as NumberSet;
    if (group.size === 0) this.present.add(now);
    group.add(node);
  }

  /** Whether any node has room. */
  get some(): boolean {
    return this.present.size > 0;
  }

  /** Whether this node has room. */
  has(node: number): boolean {
    return this.ranks[node] !== NONE;
  }

  /** Whether no node is better than this one. */
  isBest(node: number): boolean {
    const rank = this.ranks[node];
    return rank !== undefined && rank !== NONE && rank === this.present.next();
  }

  /** The best node; of several alike the first, or by a number of [0, 1) any of them. -1 when none has room. */
  best(chance?: number): number {
    const rank = this.present.next();
    if (rank < 0) return -1;
    const group = this.byRank[rank] as NumberSet;
    return chance === undefined ? group.next() : group.any(chance);
  }
}

/** Ranks that are told apart; a node cannot hold more pods than this. */
const MOST = 1024;
