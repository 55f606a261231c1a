/** A word of a command, where it stands in the recipe. */
export interface PlacedWord {
  /** As written, quotes included. */
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

const BLANK = /[ \t\r]/;

/**
 * The words of the simple command that starts at an offset of a recipe, over continuation lines and the comments between
 * them, up to what ends it: an operator, a redirection, the end of the line.
 *
 * @param escaper what continues a line: `\`, or what the recipe says
 */
export function commandWords(source: string, offset: number, escaper: string): readonly PlacedWord[] {
  const words: PlacedWord[] = [];
  let at = offset;
  for (;;) {
    at = skipBlanks(source, at, escaper);
    const end = wordEnd(source, at, escaper);
    if (end === at) return words;
    words.push({ text: source.slice(at, end), start: at, end });
    at = end;
  }
}

/** Past blanks and continuations; a line that is continued may be followed by comments and empty lines. */
function skipBlanks(source: string, from: number, escaper: string): number {
  let at = from;
  for (;;) {
    while (BLANK.test(source[at] ?? '')) at += 1;
    const next = continuation(source, at, escaper);
    if (next === undefined) return at;
    at = next;
    for (
      let line = /^[ \t\r]*(?:#.*)?\n/.exec(source.slice(at));
      line;
      line = /^[ \t\r]*(?:#.*)?\n/.exec(source.slice(at))
    )
      at += line[0].length;
  }
}

/** Start of the next line, where the escape at an offset continues this one. */
function continuation(source: string, at: number, escaper: string): number | undefined {
  if (source[at] !== escaper) return undefined;
  const [rest] = /^[ \t\r]*\n/.exec(source.slice(at + 1)) ?? [];
  return rest === undefined ? undefined : at + 1 + rest.length;
}

function wordEnd(source: string, from: number, escaper: string): number {
  let at = from;
  while (at < source.length) {
    const character = source[at] ?? '';
    if (BLANK.test(character) || /[\n;&|()<>{}]/.test(character) || continuation(source, at, escaper) !== undefined)
      return at;
    if (character === '"' || character === "'") {
      const close = source.indexOf(character, at + 1);
      if (close < 0) return at;
      at = close + 1;
    } else at += character === '\\' ? 2 : 1;
  }
  return at;
}
