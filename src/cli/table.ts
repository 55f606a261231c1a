/** Columns of text: the first two are left-aligned, numbers after them right-aligned. */
export function table(rows: readonly (readonly string[])[], left = 2): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly string[]) =>
    row.map((cell, column) => (column < left ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0)));
  return rows.map((row) => `  ${line(row).join('  ').trimEnd()}\n`).join('');
}
