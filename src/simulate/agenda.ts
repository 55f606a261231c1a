/** What comes next: entries with a time, the earliest first; of equal times, the first that was entered. */
export class Agenda<T> {
  private readonly heap: { readonly time: number; readonly order: number; readonly entry: T }[] = [];
  private entered = 0;

  add(time: number, entry: T): void {
    const { heap } = this;
    heap.push({ time, order: this.entered++, entry });
    for (let at = heap.length - 1; at > 0; ) {
      const above = (at - 1) >> 1;
      if (!this.before(at, above)) return;
      this.swap(at, above);
      at = above;
    }
  }

  /** Time of the next entry; infinite when there is none. */
  get next(): number {
    return this.heap[0]?.time ?? Number.POSITIVE_INFINITY;
  }

  /** Takes the next entry. */
  take(): T | undefined {
    const { heap } = this;
    const first = heap[0];
    const last = heap.pop();
    if (!first || !last || heap.length === 0) return first?.entry;
    heap[0] = last;
    for (let at = 0; ; ) {
      let least = at;
      for (const below of [2 * at + 1, 2 * at + 2]) if (below < heap.length && this.before(below, least)) least = below;
      if (least === at) return first.entry;
      this.swap(at, least);
      at = least;
    }
  }

  private before(a: number, b: number): boolean {
    const one = this.heap[a] as (typeof this.heap)[number];
    const other = this.heap[b] as (typeof this.heap)[number];
    return one.time < other.time || (one.time === other.time && one.order < other.order);
  }

  private swap(a: number, b: number): void {
    const one = this.heap[a] as (typeof this.heap)[number];
    this.heap[a] = this.heap[b] as (typeof this.heap)[number];
    this.heap[b] = one;
  }
}
