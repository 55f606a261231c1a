/** Line and column of a file, from 1. */
export interface Spot {
  readonly line: number;
  readonly column: number;
}

/** Where an offset of a text is. */
export function spotIn(text: string, offset: number): Spot {
  const before = text.slice(0, offset).split('\n');
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
}
