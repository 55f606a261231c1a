import type { Severity } from '../check/rule';
import { type Problem, UsageError } from '../errors';

const LEVELS = ['error', 'warning', 'info', 'off'] as const;

/**
 * Reads `rule=level` arguments: `probes=off,image-tag=info`.
 *
 * @throws {UsageError} with every argument that is something else
 */
export function parseSeverities(args: readonly string[]): Readonly<Record<string, Severity | 'off'>> {
  const problems: Problem[] = [];
  const words = args.flatMap((arg) => arg.split(',')).filter((word) => word !== '');
  const entries = words.map((arg) => {
    const [rule = '', level = ''] = arg.split('=');
    const known = LEVELS.find((name) => name === level);
    if (rule === '' || known === undefined) {
      problems.push({ path: '--severity', fact: `"${arg}" is not rule=level`, act: `Levels: ${LEVELS.join(', ')}` });
    }
    return [rule, known ?? 'off'] as const;
  });
  if (problems.length > 0) throw new UsageError('check: unreadable severity', problems);
  return Object.fromEntries(entries);
}
