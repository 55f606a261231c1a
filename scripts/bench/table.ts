import type { Measured } from './measure';

/** One section of the report. */
export interface Section {
  readonly title: string;
  readonly rows: readonly Measured[];
  /** What was left out and why, or what the numbers mean. */
  readonly notes?: readonly string[];
}

/** The report as Markdown, with each time as a multiple of an empty Node.js process. */
export function report(sections: readonly Section[], empty: Measured): string {
  return sections
    .map(({ title, rows, notes = [] }) => {
      const width = Math.max(...rows.map(({ name }) => name.length), 4);
      const line = (name: string, ...cells: string[]) =>
        `| ${name.padEnd(width)} | ${cells.map((cell) => cell.padStart(11)).join(' | ')} |`;
      return [
        `## ${title}`,
        '',
        line('what', 'median ms', 'fastest ms', 'x node -e 0'),
        line('-'.repeat(width), ...Array<string>(3).fill('----------:')),
        ...rows.map(({ name, median, fastest }) =>
          line(name, median.toFixed(1), fastest.toFixed(1), (median / empty.median).toFixed(2)),
        ),
        '',
        ...notes.map((note) => `${note}\n`),
      ].join('\n');
    })
    .join('\n');
}
