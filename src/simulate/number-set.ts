/** A set of whole numbers below a bound that finds its smallest member without looking at all of them. */
export class NumberSet {
  /** Members. */
  size = 0;
  private readonly words: Int32Array;
  /** One bit for each word that has a member. */
  private readonly filled: Int32Array;

  /** @param bound first number that cannot be a member */
  constructor(private readonly bound: number) {
    this.words = new Int32Array((bound >>> 5) + 1);
    this.filled = new Int32Array((this.words.length >>> 5) + 1);
  }

  /** Adds a number that is not a member yet. */
  add(number: number): void {
    const word = number >>> 5;
    this.words[word] = at(this.words, word) | (1 << (number & 31));
    this.filled[word >>> 5] = at(this.filled, word >>> 5) | (1 << (word & 31));
    this.size++;
  }

  /** Takes a member out. */
  delete(number: number): void {
    const word = number >>> 5;
    const rest = at(this.words, word) & ~(1 << (number & 31));
    this.words[word] = rest;
    if (rest === 0) this.filled[word >>> 5] = at(this.filled, word >>> 5) & ~(1 << (word & 31));
    this.size--;
  }

  /** Smallest member that is not below `from`; -1 when there is none. */
  next(from = 0): number {
    const word = from >>> 5;
    const here = at(this.words, word) & (-1 << (from & 31));
    if (here !== 0) return (word << 5) + lowestBit(here);
    for (let block = (word + 1) >>> 5; block < this.filled.length; block++) {
      const above = block === (word + 1) >>> 5 ? -1 << ((word + 1) & 31) : -1;
      const found = at(this.filled, block) & above;
      if (found === 0) continue;
      const full = (block << 5) + lowestBit(found);
      return (full << 5) + lowestBit(at(this.words, full));
    }
    return -1;
  }

  /** A member, by a number of [0, 1); -1 when there is none. */
  any(chance: number): number {
    const found = this.next(Math.floor(chance * this.bound));
    return found < 0 ? this.next() : found;
  }
}

const at = (words: Int32Array, index: number) => words[index] as number;
const lowestBit = (word: number) => 31 - Math.clz32(word & -word);
