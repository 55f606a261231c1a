/** A value, or several lines of the same key in order. */
export type PropertyValue = string | readonly string[];

/**
 * Writes a Java properties file: one `key = value` a line, repeated keys in order.
 *
 * Values are escaped as `java.util.Properties` reads them, so what goes in comes out.
 */
export function properties(entries: Readonly<Record<string, PropertyValue>>): string {
  return Object.entries(entries)
    .flatMap(([key, value]) =>
      (typeof value === 'string' ? [value] : value).map((one) => `${escapeKey(key)} = ${escapeValue(one)}\n`),
    )
    .join('');
}

// In a key, `:`, `=`, `#`, `!` and blanks would end it or start a comment.
const escapeKey = (key: string) => key.replace(/[\\:=#! ]/g, '\\$&');
const escapeValue = (value: string) => value.replace(/\\/g, '\\\\').replace(/^ /, '\\ ');
