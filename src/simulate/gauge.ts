/** An amount that changes over time: its average and its peak. */
export class Gauge {
  peak = 0;
  private value = 0;
  private since = 0;
  private area = 0;

  /** Changes the amount. */
  add(change: number, now: number): void {
    this.area += this.value * (now - this.since);
    this.since = now;
    this.value += change;
    if (this.value > this.peak) this.peak = this.value;
  }

  /** Average from 0 to `end`. */
  mean(end: number): number {
    return end > 0 ? (this.area + this.value * (end - this.since)) / end : 0;
  }
}
