/** One line of a properties file that holds something. */
export interface PropertyLine {
  /** From 1. */
  readonly line: number;
  readonly key: string;
  /** `undefined` where no `=` stands: the line is not what it was meant to be. */
  readonly value: string | undefined;
}

/** The one file that Tomcat reads, by the rules of Java; OpenCADC's own reader takes all others as they stand. */
const readByJava = (file: string) => file === 'catalina.properties';

/**
 * Lines of a properties file, without comments, as its reader takes them.
 *
 * @param file name of the file, which says who reads it
 */
export function propertyLines(file: string, text: string): PropertyLine[] {
  const [separator, plain] = readByJava(file) ? [/(?<!\\)=/, unescaped] : [/=/, asItStands];
  return text.split('\n').flatMap((raw, index): PropertyLine[] => {
    const content = raw.trim();
    if (content === '' || content.startsWith('#') || content.startsWith('!')) return [];
    const end = separator.exec(content)?.index;
    const key = plain(end === undefined ? content : content.slice(0, end).trim());
    return [{ line: index + 1, key, value: end === undefined ? undefined : plain(content.slice(end + 1).trim()) }];
  });
}

/** Values of a properties file by key, in order. */
export function propertiesOf(file: string, text: string): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  for (const { key, value = '' } of propertyLines(file, text)) found.set(key, [...(found.get(key) ?? []), value]);
  return found;
}

const unescaped = (text: string) => text.replace(/\\(.)/g, '$1');
const asItStands = (text: string) => text;
