import { UsageError } from '../errors';
import { Load } from './load';
import { plainDataProblems } from './plain';
import { readBy } from './problems';

/**
 * Reads a load: what sessions are asked for, how often, and how long they last.
 *
 * @param input what the file holds
 * @param file name of that file, for messages
 * @throws {UsageError} with every mistake at once
 */
export function readLoad(input: unknown, file: string): Load {
  if (typeof input !== 'object' || input === null || Array.isArray(input))
    throw new UsageError(`${file}: this is not a load`, [
      {
        file,
        fact: 'the file holds no mapping',
        act: 'Write `sessions:` with a list; --print-load writes one to begin with',
      },
    ]);
  const notPlain = plainDataProblems(input);
  const { value, problems } = notPlain.length > 0 ? { problems: notPlain } : readBy(Load, input, {});
  if (value) return value;
  throw new UsageError(
    `${file}: the load is not valid`,
    problems.map((problem) => ({ file, ...problem })),
  );
}
