import type { Io } from './io';

const SECOND = 1000;

/** One line that says how far a long task is, for a person at a terminal. */
export class ProgressLine {
  #begun: number | undefined;
  #shown = 0;

  constructor(private readonly io: Pick<Io, 'stderr' | 'now'>) {}

  /** Shows how far it is, but not what is done in a second, and not more often than anybody can read. */
  show(text: () => string): void {
    if (!this.io.stderr.terminal) return;
    const now = this.io.now().getTime();
    this.#begun ??= now;
    if (now - this.#begun < SECOND || now - this.#shown < SECOND / 5) return;
    this.#shown = now;
    this.io.stderr.write(`\r${text()}\u001b[K`);
  }

  /** Takes the line away. */
  clear(): void {
    if (this.#shown > 0) this.io.stderr.write('\r\u001b[K');
  }
}
