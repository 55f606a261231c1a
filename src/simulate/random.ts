/** Chance that can be repeated: the same seed gives the same numbers, on every machine. */
export class Random {
  private state: number;

  /** @param seed whole number; equal seeds give equal sequences */
  constructor(seed: number) {
    this.state = Math.imul(seed, 0x9e3779b1) | 0;
  }

  /** A number of [0, 1), evenly spread (mulberry32). */
  next(): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.state ^ (this.state >>> 15), this.state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  /** A whole number of [0, `below`). */
  whole(below: number): number {
    return Math.floor(this.next() * below);
  }

  /** Exponentially spread with mean 1: the time between two things that happen by chance. */
  exponential(): number {
    return -Math.log(1 - this.next());
  }

  /** Normally spread with mean 0 and deviation 1. */
  normal(): number {
    return Math.sqrt(2 * this.exponential()) * Math.cos(2 * Math.PI * this.next());
  }

  /** A source of its own, so that what is drawn there changes nothing here. */
  fork(name: number): Random {
    return new Random(Math.imul(this.state ^ Math.imul(name + 1, 0x85ebca6b), 0xc2b2ae35));
  }
}
