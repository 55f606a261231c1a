/** One line of a properties file that holds something. */
export interface PropertyLine {
  /** From 1. */
  readonly line: number;
  readonly key: string;
  /** `undefined` where no `=` stands: the line is not what it was meant to be. */
  readonly value: string | undefined;
}

/** Lines of a Java properties file, without comments. */
export function propertyLines(text: string): PropertyLine[] {
  return text.split('\n').flatMap((raw, index): PropertyLine[] => {
    const content = raw.trim();
    if (content === '' || content.startsWith('#') || content.startsWith('!')) return [];
    const end = /(?<!\\)=/.exec(content)?.index;
    const key = unescaped(end === undefined ? content : content.slice(0, end).trim());
    return [{ line: index + 1, key, value: end === undefined ? undefined : unescaped(content.slice(end + 1).trim()) }];
  });
}

/** Values of a properties file by key, in order. */
export function propertiesOf(text: string): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  for (const { key, value = '' } of propertyLines(text)) found.set(key, [...(found.get(key) ?? []), value]);
  return found;
}

const unescaped = (text: string) => text.replace(/\\(.)/g, '$1');
