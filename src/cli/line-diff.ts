/** Files with more lines than this are not compared line by line. */
const MOST_LINES = 3000;
const CONTEXT = 3;

interface Line {
  readonly sign: ' ' | '-' | '+';
  readonly text: string;
}

/** What has changed in a file, as `git apply` and `patch` read it; empty when nothing has. */
export function lineDiff(file: string, before: string, after: string): string {
  if (before === after) return '';
  const lines = compare(linesOf(before), linesOf(after));
  const hunks: string[] = [];
  let [oldLine, newLine] = [1, 1];
  for (let at = 0; at < lines.length; ) {
    const change = lines.findIndex(({ sign }, index) => index >= at && sign !== ' ');
    if (change < 0) break;
    const start = Math.max(at, change - CONTEXT);
    let end = change;
    // Changes that are near each other are shown together.
    for (let index = change; index < lines.length && index <= end + 2 * CONTEXT; index += 1)
      if (lines[index]?.sign !== ' ') end = index;
    const hunk = lines.slice(start, end + CONTEXT + 1);
    const skipped = lines.slice(at, start).length;
    const count = (sign: '-' | '+') => hunk.filter((line) => line.sign === ' ' || line.sign === sign).length;
    oldLine += skipped;
    newLine += skipped;
    hunks.push(
      `@@ -${oldLine},${count('-')} +${newLine},${count('+')} @@\n`,
      ...hunk.map(({ sign, text }) => `${sign}${text}${text.endsWith('\n') ? '' : '\n\\ No newline at end of file\n'}`),
    );
    oldLine += count('-');
    newLine += count('+');
    at = start + hunk.length;
  }
  return `--- a/${file}\n+++ b/${file}\n${hunks.join('')}`;
}

const linesOf = (text: string): readonly string[] => text.match(/[^\n]*\n|[^\n]+$/g) ?? [];

/** The longest common part stays; the rest is taken out and put in. */
function compare(old: readonly string[], now: readonly string[]): readonly Line[] {
  if (old.length > MOST_LINES || now.length > MOST_LINES)
    return [...old.map((text) => ({ sign: '-' as const, text })), ...now.map((text) => ({ sign: '+' as const, text }))];
  const width = now.length + 1;
  const lengths = new Uint16Array((old.length + 1) * width);
  for (let a = old.length - 1; a >= 0; a -= 1)
    for (let b = now.length - 1; b >= 0; b -= 1)
      lengths[a * width + b] =
        old[a] === now[b]
          ? (lengths[(a + 1) * width + b + 1] ?? 0) + 1
          : Math.max(lengths[(a + 1) * width + b] ?? 0, lengths[a * width + b + 1] ?? 0);
  const found: Line[] = [];
  let [a, b] = [0, 0];
  while (a < old.length || b < now.length) {
    const [gone = '', come = ''] = [old[a], now[b]];
    if (a < old.length && b < now.length && gone === come) {
      found.push({ sign: ' ', text: gone });
      a += 1;
      b += 1;
    } else if (
      a < old.length &&
      (b >= now.length || (lengths[(a + 1) * width + b] ?? 0) >= (lengths[a * width + b + 1] ?? 0))
    ) {
      found.push({ sign: '-', text: gone });
      a += 1;
    } else {
      found.push({ sign: '+', text: come });
      b += 1;
    }
  }
  return found;
}
