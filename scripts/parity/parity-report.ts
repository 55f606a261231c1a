import type { ChartRows, Row } from './chart-rows';
import { CHARTS } from './chart-table';

/** Page that says how each part of the public charts is met. */
export function parityReport(): string {
  const rows = CHARTS.flatMap((chart) => chart.rows);
  const count = (verdict: Row['verdict']) => rows.filter((row) => row.verdict === verdict).length;
  const summary = `${rows.length} parts of ${CHARTS.length} charts: ${count('same')} are the same here, ${count('better')} are better, ${count('left out')} are left out.`;
  return `${[HEAD, summary, ...CHARTS.map(section)].join('\n\n')}\n`;
}

const HEAD = `# Beside the public charts

What the public Helm charts of the science platform hold, and how each part is met here. Made by \`npm run generate\` from
\`scripts/parity/chart-table.ts\`. A test holds our side true against the objects that the sites become; \`npm run parity -- FOLDER\`
reads checkouts of the charts below a folder, and says which of their templates and values the table does not speak of.`;

function section({ title, folder, version, rows }: ChartRows): string {
  const lines = rows.map(
    (row) =>
      `| ${[row.what, ours(row), row.verdict, row.why ?? ''].map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`,
  );
  return [
    `## ${title}`,
    `\`${folder.split('/')[0]}\`, chart ${version}.`,
    ['| Part of the chart | Here | | Why |', '| --- | --- | --- | --- |', ...lines].join('\n'),
  ].join('\n\n');
}

const ours = ({ objects = [], keys = [] }: Row): string =>
  [...objects, ...keys.map((key) => `\`${key}\``)].join(', ') || '–';
