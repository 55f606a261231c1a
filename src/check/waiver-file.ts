import { didYouMean } from '../did-you-mean';
import { type Problem, UsageError } from '../errors';
import type { Waiver } from './rule';

const KEYS = ['rule', 'subject', 'reason', 'owner', 'expires'] as const;
const LONGEST = 1_000_000;

/**
 * Reads a file of waivers: a YAML or JSON list.
 *
 * @param file name of the file, for messages
 * @throws {UsageError} with every mistake in the file
 * @example
 * ```yaml
 * - rule: probes
 *   subject: Deployment skaha-system/worker   # absent: every subject
 *   reason: It has no port; its queue is watched instead.
 *   owner: platform team
 *   expires: 2027-06-30                        # the last day on which it holds
 * ```
 */
export function parseWaivers(text: string, file: string): Waiver[] {
  const problems: Problem[] = [];
  const refuse: Refuse = (path, fact, act, spot) => problems.push({ file, path, ...spot, fact, act });
  const entries = readList(text, refuse);
  const waivers = entries.map((entry, index) => waiverOf(entry, `[${index}]`, refuse));
  if (problems.length > 0) throw new UsageError(`${file}: the waivers are not valid`, problems);
  return waivers;
}

type Refuse = (path: string, fact: string, act: string, spot?: Pick<Problem, 'line' | 'column'>) => void;

function readList(text: string, refuse: Refuse): readonly unknown[] {
  if (text.length > LONGEST) {
    refuse('', `the file has ${text.length} characters`, `Write at most ${LONGEST}`);
    return [];
  }
  const { parseDocument } = require('yaml') as typeof import('yaml');
  const document = parseDocument(text, { prettyErrors: true, logLevel: 'error' });
  for (const { message, linePos } of document.errors) {
    const [start] = linePos ?? [];
    const fact = (message.split('\n')[0] ?? message).replace(/ at line .*$/, '');
    refuse('', fact, 'Correct the YAML', start && { line: start.line, column: start.col });
  }
  if (document.errors.length > 0) return [];
  try {
    const value: unknown = document.toJS({ maxAliasCount: 100 });
    if (Array.isArray(value)) return value;
    if (value !== null) refuse('', 'the file is not a list of waivers', 'Start each waiver with "- rule: <id>"');
  } catch (error) {
    // Aliases that multiply without end.
    refuse('', (error as Error).message, 'Write the waivers out');
  }
  return [];
}

function waiverOf(entry: unknown, path: string, refuse: Refuse): Waiver {
  if (typeof entry !== 'object' || entry === null || Array.isArray(entry)) {
    refuse(path, 'is not a waiver', 'Write rule, reason, owner and expires');
    return { rule: '', reason: '', owner: '', expires: '' };
  }
  const fields = new Map(Object.entries(entry));
  for (const key of fields.keys()) {
    if (!KEYS.some((known) => known === key)) refuse(`${path}.${key}`, 'unknown key', didYouMean(key, KEYS));
  }
  const text = (key: string, act: string, fits: (value: string) => boolean): string => {
    const value = fields.get(key);
    if (typeof value === 'string' && fits(value)) return value;
    refuse(`${path}.${key}`, value === undefined ? 'is missing' : `${shown(value)} is not valid`, act);
    return '';
  };
  const waiver = {
    rule: text('rule', 'Write the id of a rule', (value) => value !== ''),
    reason: text('reason', 'Give a reason that a stranger understands', (value) => value.trim().length >= 10),
    owner: text('owner', 'Say who answers for it', (value) => value.trim() !== ''),
    expires: text('expires', 'Write the last day, such as 2027-06-30', isDate),
  };
  if (!fields.has('subject')) return waiver;
  return {
    ...waiver,
    subject: text('subject', 'Write a subject such as Deployment skaha-system/skaha', (value) => value !== ''),
  };
}

function isDate(text: string): boolean {
  const time = /^\d{4}-\d\d-\d\d$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN;
  // The round trip refuses 30 February, which Date takes for 2 March.
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}

function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}
