/** What rules asked for and could not be told yet. */
export class Requests {
  /** Whether reading on would tell a rule more. */
  open = false;
  /** Whether all layers are needed in any case. */
  all = false;
  /** Files whose text was asked for: kept when they come by. */
  readonly texts = new Set<string>();
  /** Texts that a layer is to be read for once more, by layer. */
  readonly again = new Map<number, Set<string>>();
  /** Texts that such a second reading did not bring. */
  readonly #tried = new Set<string>();

  /** Asks for the text of a file in a layer that is read; false when that was tried. */
  wantText(layer: number, path: string): boolean {
    if (this.#tried.has(`${layer}:${path}`)) return false;
    const paths = this.again.get(layer) ?? new Set();
    this.again.set(layer, paths.add(path));
    return true;
  }

  /** Forgets what was asked before rules are asked again, or a layer is read again. */
  taken(layer: number): void {
    for (const path of this.again.get(layer) ?? []) this.#tried.add(`${layer}:${path}`);
    this.again.delete(layer);
  }
}
