/** One value in the text of a template. */
export interface TemplateLeaf {
  /** Keys from the top of its document, `[]` for an element of a list. */
  readonly path: string;
  readonly value: string;
  /** The whole text with another value in its place. */
  with(value: string): string;
}

const LINE = /^( *)((?:- )*)(?:("?)([^\s"][^"]*?)\3:(?: |$))?(.*)$/;

/**
 * The values of a template, line by line: the text is no YAML before its placeholders are filled in.
 *
 * Reads the layout that templates have: two columns per level, a list in the column of its key.
 */
export function templateLeaves(text: string): TemplateLeaf[] {
  const lines = text.split('\n');
  let above: { readonly column: number; readonly key: string }[] = [];
  return lines.flatMap((line, index): TemplateLeaf[] => {
    if (line === '---') above = [];
    const [, indent = '', dashes = '', , key, rest = ''] = LINE.exec(line) ?? [];
    if (line.trim() === '' || line === '---') return [];
    const column = indent.length;
    // A dash stands in the column of the key that holds the list, so that key stays above it.
    above = above.filter((one) => one.column < column || (dashes !== '' && one.column === column && one.key !== '[]'));
    if (dashes !== '') above.push({ column: column + 1, key: '[]' });
    const path = [...above.map((one) => one.key), ...(key === undefined ? [] : [key])].join('.');
    if (key !== undefined && rest === '') above.push({ column: column + dashes.length, key });
    if (rest === '') return [];
    const [, quote = '', value = ''] = /^(["']?)(.*)\1$/.exec(rest) ?? [];
    const head = line.slice(0, line.length - rest.length);
    return [
      {
        path,
        value,
        with: (other) => lines.with(index, `${head}${quote}${other}${quote}`).join('\n'),
      },
    ];
  });
}
