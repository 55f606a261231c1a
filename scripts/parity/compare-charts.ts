// Compares the table of parity with checkouts of the public charts: `npm run parity -- FOLDER`.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { ChartRows } from './chart-rows';
import { CHARTS } from './chart-table';

/** What a table does not speak of, and what it speaks of that is not there. */
export function differences(folder: string, { folder: below, version, rows }: ChartRows): string[] {
  const chart = join(folder, below);
  if (!existsSync(join(chart, 'Chart.yaml'))) return [`${below}: there is no chart in ${chart}`];
  const stated = (parse(readFileSync(join(chart, 'Chart.yaml'), 'utf8')) as { version: string }).version;
  const parts = [...templatesOf(chart), ...valuesOf(chart)];
  const covers = rows.flatMap((row) => row.covers);
  // What several charts share is there in one of them.
  const shared = new Set(
    CHARTS.flatMap((one) => one.rows)
      .filter((row, _, all) => all.filter((other) => other === row).length > 1)
      .flatMap((row) => row.covers),
  );
  return [
    ...(stated === version ? [] : [`version ${stated} was not compared, but ${version}`]),
    ...parts
      .filter((part) => !covers.some((cover) => isBelow(part, cover)))
      .map((part) => `nothing is said of ${part}`),
    ...covers
      .filter((cover) => !shared.has(cover) && !parts.some((part) => isBelow(part, cover)))
      .map((cover) => `there is no ${cover}`),
  ].map((text) => `${below}: ${text}`);
}

const isBelow = (part: string, cover: string) => part === cover || part.startsWith(`${cover}.`);

/** Templates that make objects. */
const templatesOf = (chart: string): string[] =>
  readdirSync(join(chart, 'templates'), { withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.ya?ml$/.test(entry.name))
    .map(({ name }) => name)
    .filter((name) => /^kind:/m.test(readFileSync(join(chart, 'templates', name), 'utf8')));

/** Paths of the values, down to the third level. */
const valuesOf = (chart: string): string[] => paths(parse(readFileSync(join(chart, 'values.yaml'), 'utf8')), '', 3);

function paths(value: unknown, path: string, depth: number): string[] {
  const entries = typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.entries(value) : [];
  if (path !== '' && (entries.length === 0 || depth === 0)) return [path];
  return entries.flatMap(([key, below]) => paths(below, path === '' ? key : `${path}.${key}`, depth - 1));
}

if (require.main === module) {
  const [folder = ''] = process.argv.slice(2);
  const found = CHARTS.flatMap((chart) => differences(folder, chart));
  for (const line of found) process.stdout.write(`${line}\n`);
  process.exitCode = found.length > 0 ? 1 : 0;
}
