/** A place in the text of a file; lines and columns count from 1. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** A comment on a line of its own. */
export interface Comment extends Position {
  /** Without the `#`. */
  readonly text: string;
}

/** An instruction as it stands in the file: its lines joined, comments taken out. */
export interface LogicalLine extends Position {
  readonly text: string;
  /** Number of the line after it, counted from 0: a here-document starts there. */
  readonly next: number;
  /** Where a character of `text` stands in the file. */
  at(offset: number): Position;
}

/** What the first comment lines say to the builder: `escape`, `syntax`, `check`. */
export interface Directives {
  readonly escape: '\\' | '`';
  readonly syntax?: string;
}

/** Reads the parser directives: comments before everything else, each once (Dockerfile reference, "Parser directives"). */
export function directivesOf(lines: readonly string[]): Directives {
  const found = new Map<string, string>();
  for (const line of lines) {
    const [, name, value] = /^#\s*([a-zA-Z][\w-]*)\s*=(.*)$/.exec(line.trim()) ?? [];
    if (name === undefined || value === undefined || found.has(name.toLowerCase())) break;
    found.set(name.toLowerCase(), value.trim());
  }
  const syntax = found.get('syntax');
  return { escape: found.get('escape') === '`' ? '`' : '\\', ...(syntax === undefined ? {} : { syntax }) };
}

/**
 * The logical line that starts at or after a line: continuation lines joined, comments and empty lines between them left
 * out, as BuildKit does.
 *
 * @param from number of a line, counted from 0
 * @param comment told every comment that is passed
 */
export function logicalLine(
  lines: readonly string[],
  from: number,
  escaper: string,
  comment: (found: Comment) => void,
): LogicalLine | undefined {
  const pieces: { readonly offset: number; readonly line: number; readonly column: number }[] = [];
  let text = '';
  let number = from;
  for (; number < lines.length; number += 1) {
    const line = lines[number] ?? '';
    const indent = line.length - line.trimStart().length;
    if (line.trim().startsWith('#')) {
      comment({ text: line.trim().slice(1).trim(), line: number + 1, column: indent + 1 });
      continue;
    }
    if (line.trim() === '') continue;
    const first = pieces.length === 0;
    pieces.push({ offset: text.length, line: number + 1, column: first ? indent + 1 : 1 });
    const kept = first ? line.trimStart() : line;
    const end = continuation(kept, escaper);
    text += end < 0 ? kept : kept.slice(0, end);
    if (end < 0) {
      number += 1;
      break;
    }
  }
  const [start] = pieces;
  if (start === undefined) return undefined;
  const at = (offset: number): Position => {
    const piece = pieces.findLast((one) => one.offset <= offset) ?? start;
    return { line: piece.line, column: piece.column + offset - piece.offset };
  };
  return { text: text.trimEnd(), line: start.line, column: start.column, next: number, at };
}

/** Where the escape that continues a line stands, -1 when the line ends here. Two of them are a character. */
function continuation(line: string, escaper: string): number {
  const end = line.trimEnd();
  if (!end.endsWith(escaper) || end.at(-2) === escaper) return -1;
  return end.length - 1;
}
