// Control characters could clear a line or start a new one; format and direction characters could show another text than
// the one that is there; lone surrogates have no encoding at all.
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\ufffe\uffff]/gu;

/**
 * A text from outside as one line that shows what is in it: what could move the cursor, break the line or turn the
 * direction of writing becomes a visible escape such as `\n` or `\u202e`.
 *
 * A build runner takes lines that start with `::`, and `##[` anywhere, for commands of its own: they are broken up.
 */
export const oneLine = (text: string): string =>
  text
    .replace(UNPRINTABLE, escaped)
    .replace(/^(\s*):(?=:)/, '$1\\x3a')
    .replace(/##(?=\[)/g, '#\\x23');

function escaped(character: string): string {
  const short: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };
  const code = character.codePointAt(0) ?? 0;
  if (Object.hasOwn(short, character)) return short[character] as string;
  if (code < 0x100) return `\\x${code.toString(16).padStart(2, '0')}`;
  return code < 0x10000 ? `\\u${code.toString(16).padStart(4, '0')}` : `\\u{${code.toString(16)}}`;
}
