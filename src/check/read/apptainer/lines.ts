import type { DefinitionStage } from './definition';

/** A line of `%files`: what is copied, and where to, unless that is the same path. */
export function fileOf(line: string): { readonly source: string; readonly target?: string } | undefined {
  const [source, target] = line.split('#', 1)[0]?.trim().split(/\s+/) ?? [];
  if (!source) return undefined;
  return { source, ...(target === undefined ? {} : { target }) };
}

/** A line of `%labels`. */
export function labelOf(line: string): { readonly name: string; readonly value: string } | undefined {
  const [, name, value = ''] = /^\s*([^\s#]\S*)\s*(.*)$/.exec(line) ?? [];
  return name === undefined ? undefined : { name, value: value.trim().replace(/^"(.*)"$/, '$1') };
}

/** Values of variables: what the build is told, else the defaults of `%arguments`. */
export function valuesOf(
  { sections }: Pick<DefinitionStage, 'sections'>,
  args: Readonly<Record<string, string>>,
): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  for (const { name, text } of sections) {
    if (name !== '%arguments') continue;
    for (const line of text.split('\n')) {
      const [, key, value] = /^\s*([A-Za-z_]\w*)\s*=(.*)$/.exec(line) ?? [];
      if (key !== undefined && value !== undefined) values.set(key, value.trim().replace(/^(["'])(.*)\1$/, '$2'));
    }
  }
  for (const [key, value] of Object.entries(args)) values.set(key, value);
  return values;
}
