import type { Resources } from './resources';

/** What is known of a contender. */
export interface Row extends Resources {
  readonly name: string;
  readonly requests?: number;
  /** Bytes that the registry sent. */
  readonly bytes?: number;
}

/** One section as Markdown. */
export function table(title: string, rows: readonly Row[]): string {
  const traffic = rows.some(({ bytes }) => bytes !== undefined);
  const heads = ['wall s', 'CPU s', 'memory MiB', ...(traffic ? ['requests', 'bytes from registry'] : [])];
  const cells = rows.map(({ wall, cpu, memory, requests, bytes }) => [
    wall.toFixed(2),
    cpu.toFixed(2),
    (memory / 2 ** 20).toFixed(0),
    ...(traffic ? [String(requests ?? 0), (bytes ?? 0).toLocaleString('en')] : []),
  ]);
  const first = Math.max(4, ...rows.map(({ name }) => name.length));
  const widths = heads.map((head, index) => Math.max(head.length, ...cells.map((row) => row[index]?.length ?? 0)));
  const line = (name: string, row: readonly string[]) =>
    `| ${name.padEnd(first)} | ${row.map((cell, index) => cell.padStart(widths[index] ?? 0)).join(' | ')} |`;
  return [
    `## ${title}`,
    '',
    line('what', heads),
    line(
      '-'.repeat(first),
      widths.map((width) => `${'-'.repeat(width - 1)}:`),
    ),
    ...rows.map(({ name }, index) => line(name, cells[index] ?? [])),
    '',
  ].join('\n');
}
