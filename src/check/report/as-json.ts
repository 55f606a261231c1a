/**
 * Indented JSON that is safe to print: characters that could steer a terminal or turn the direction of writing are
 * written as escapes too. A program reads the same values.
 */
export const asJson = (value: unknown): string => `${escapeInvisible(JSON.stringify(value, null, 2))}\n`;

/** Writes invisible characters, line ends apart, as JSON and the quoted texts of YAML escape them. */
export const escapeInvisible = (text: string): string => text.replace(/(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, escaped);

const escaped = (character: string): string =>
  character
    .split('')
    .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .join('');
