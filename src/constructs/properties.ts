/** A value, or several lines of the same key in order. */
export type PropertyValue = string | readonly string[];

/** Keys with their values, in order. */
export type PropertyEntries = Readonly<Record<string, PropertyValue>>;

/**
 * Text of a `.properties` file that `java.util.Properties` reads, such as Tomcat's `catalina.properties`: one `key = value` a
 * line, escaped so that what goes in comes out.
 */
export const javaProperties = (entries: PropertyEntries): string =>
  linesOf(entries, (key, value) => `${escapeKey(key)} = ${escapeValue(value)}`);

/**
 * Text of a `.properties` file that OpenCADC's own reader reads, such as `cadc-registry.properties`: one `key = value` a line,
 * repeated keys in order, nothing escaped.
 *
 * That reader (`MultiValuedProperties` of opencadc/core) splits at the first `=`, trims, and knows no escapes: an escaped
 * `ivo\://` is another key. What it could not read back is an error here.
 */
export const cadcProperties = (entries: PropertyEntries): string =>
  linesOf(entries, (key, value) => {
    const broken =
      /^$|^[#!]|=|[\r\n]/.test(key) || /[\r\n]/.test(value) || key !== key.trim() || value !== value.trim();
    if (broken)
      throw new Error(`the property ${JSON.stringify(key)} = ${JSON.stringify(value)} would not be read back`);
    return `${key} = ${value}`;
  });

const linesOf = (entries: PropertyEntries, line: (key: string, value: string) => string) =>
  Object.entries(entries)
    .flatMap(([key, value]) => (typeof value === 'string' ? [value] : value).map((one) => `${line(key, one)}\n`))
    .join('');

// In a key, `:`, `=`, `#`, `!` and blanks would end it or start a comment.
const escapeKey = (key: string) => key.replace(/[\\:=#! ]/g, '\\$&');
const escapeValue = (value: string) => value.replace(/\\/g, '\\\\').replace(/^ /, '\\ ');
