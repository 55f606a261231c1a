import type { Rule, SubjectKind } from '../check/rule';
import { PROFILES, SESSION_TYPES } from '../check/session-contract';
import { type Problem, UsageError } from '../errors';

const KINDS: readonly SubjectKind[] = ['manifest', 'platform', 'site', 'container', 'request', 'artifact'];

/**
 * Loads rules from a TypeScript or JavaScript file whose default export is a rule or a list of rules.
 *
 * @throws {UsageError} when the file cannot be loaded or holds something else
 */
export function loadRules(file: string, cwd: string): readonly Rule[] {
  const { runModule } = require('./site-module') as typeof import('./site-module');
  const value = runModule(file, cwd, 'defineRule({ ... })');
  return readRules(Array.isArray(value) ? value : [value], file);
}

/**
 * Makes sure that values from a user's file are rules.
 *
 * @throws {UsageError} with every value that is none
 */
export function readRules(values: readonly unknown[], file: string): readonly Rule[] {
  const problems = values.flatMap((value, index): Problem[] => {
    const fact = mistake(value);
    return fact ? [{ file, path: `rules[${index}]`, fact, act: 'Declare it with defineRule({ ... })' }] : [];
  });
  if (problems.length > 0) throw new UsageError(`${file}: not a rule`, problems);
  return values as readonly Rule[];
}

function mistake(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null) return `a ${typeof value} is no rule`;
  const { id, on, check, severity, types } = value as Partial<Rule>;
  if (typeof id !== 'string' || !/^[a-z0-9-]{1,100}$/.test(id)) return 'its id is not words joined by hyphens';
  if (typeof check !== 'function') return `rule "${id}" has no check function`;
  if (!KINDS.includes(on as SubjectKind)) return `rule "${id}" does not say what it is on: ${KINDS.join(', ')}`;
  if (
    types !== undefined &&
    (on !== 'container' || !Array.isArray(types) || !types.every((one) => SESSION_TYPES.includes(one)))
  )
    return `rule "${id}" has types that are none: they are session types, of a rule on containers`;
  const levels = typeof severity === 'object' && severity !== null ? PROFILES.map((one) => severity[one]) : [severity];
  if (!levels.every((level) => ['error', 'warning', 'info'].includes(String(level))))
    return `rule "${id}" has no severity: error, warning, info`;
  return undefined;
}
