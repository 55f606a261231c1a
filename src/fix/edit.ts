/** One change of a file: the text between two offsets becomes another. */
export interface Edit {
  /** The recipe itself when absent; else a file beside it, from the root of its folder: `/startup.sh`. */
  readonly beside?: string;
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** Makes the changes. Where two overlap, the first holds. */
export function applyEdits(source: string, edits: readonly Edit[]): string {
  let text = '';
  let from = 0;
  for (const edit of edits.toSorted((a, b) => a.start - b.start || a.end - b.end)) {
    if (edit.start < from) continue;
    text += source.slice(from, edit.start) + edit.text;
    from = edit.end;
  }
  return text + source.slice(from);
}

/** Offset of a place in a text; lines and columns count from 1. Undefined outside of it. */
export function offsetOf(source: string, line: number, column: number): number | undefined {
  let start = 0;
  for (let at = 1; at < line; at += 1) {
    const end = source.indexOf('\n', start);
    if (end < 0) return undefined;
    start = end + 1;
  }
  const offset = start + column - 1;
  return offset <= source.length ? offset : undefined;
}
