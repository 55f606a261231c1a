import { appendFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const FOLDER = join(__dirname, '..', '..', 'test-results', 'cluster');
const FACTS = join(FOLDER, 'facts.jsonl');

/** One line of a table: what was looked at, and numbers or words about it. */
export interface Fact {
  /** Title of the table. */
  readonly table: string;
  readonly [column: string]: string | number;
}

/** Notes a line for the summary of the run. */
export function note(fact: Fact): void {
  mkdirSync(FOLDER, { recursive: true });
  appendFileSync(FACTS, `${JSON.stringify(fact)}\n`);
}

/** Forgets what an earlier run noted. */
export const forgetFacts = (): void => rmSync(FOLDER, { recursive: true, force: true });

/** The summary of the run as Markdown; kept beside what it is made from. */
export function writeSummary(): string {
  if (!existsSync(FACTS)) return '';
  const facts = readFileSync(FACTS, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Fact);
  const titles = [...new Set(facts.map((fact) => fact.table))].sort();
  const text = titles
    .map((title) => `### ${title}\n\n${rowsOf(facts.filter((fact) => fact.table === title))}`)
    .join('\n');
  writeFileSync(join(FOLDER, 'summary.md'), text);
  return text;
}

function rowsOf(facts: readonly Fact[]): string {
  const columns = [...new Set(facts.flatMap((fact) => Object.keys(fact)))].filter((column) => column !== 'table');
  const rows = [columns, columns.map(() => '---'), ...facts.map((fact) => columns.map((column) => fact[column] ?? ''))];
  return rows.map((cells) => `| ${cells.join(' | ')} |\n`).join('');
}
