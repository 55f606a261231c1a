import { oneLine } from '../check/report/one-line';
import type { Action, Change } from '../harbor/action';
import type { Outcome } from '../harbor/apply';
import { table } from './table';

/** What is to be done in a Harbor, and what a person should know. */
export interface ToDo {
  readonly actions: readonly Action[];
  readonly notes: readonly string[];
}

/** What would be done, one line each, and how much it is. */
export function planText({ actions, notes }: ToDo): string {
  const rows = actions.map(({ verb, object, changes }) => [verb, object.kind, object.name, changesText(changes)]);
  const counts = Object.entries(countBy(actions, ({ verb }) => verb)).map(([verb, count]) => `${count} to ${verb}`);
  const sum = actions.length === 0 ? 'nothing to do' : counts.join(', ');
  return `${table(
    rows.map((row) => row.map(oneLine)),
    4,
  )}${sum}\n${notesText(notes)}`;
}

/** What became of one action. */
export function outcomeText({ action: { verb, object }, result, reason }: Outcome): string {
  const what = `${verb} ${object.kind} ${object.name}`;
  return `${oneLine(result === 'done' ? `  ✔ ${what}` : `  ✖ ${what}: ${result}: ${reason}`)}\n`;
}

/** How it went in all. */
export function appliedText(outcomes: readonly Outcome[]): string {
  if (outcomes.length === 0) return 'nothing to do\n';
  const counts = Object.entries(countBy(outcomes, ({ result }) => result)).map(
    ([result, count]) => `${count} ${result}`,
  );
  return `${counts.join(', ')}\n`;
}

export const notesText = (notes: readonly string[]): string =>
  notes.map((note) => `${oneLine(`note: ${note}`)}\n`).join('');

/** An action as programs read it. */
export const actionJson = ({ verb, object, changes }: Action) => ({
  verb,
  kind: object.kind,
  name: object.name,
  changes,
});

const changesText = (changes: readonly Change[]): string =>
  changes
    .map(({ field, from, to }) =>
      from === undefined ? `${field} ${to}` : to === undefined ? `${field} ${from}` : `${field} ${from} -> ${to}`,
    )
    .join('; ');

function countBy<T>(all: readonly T[], key: (one: T) => string): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const one of all) counts[key(one)] = (counts[key(one)] ?? 0) + 1;
  return counts;
}
