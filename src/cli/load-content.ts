import { readContent } from '../config/read-content';
import { UsageError } from '../errors';
import { contradictionsIn } from '../plan/content-problems';
import { type PlannedContent, planContent } from '../plan/registry-content';
import type { Io } from './io';
import { readStdin, readText, STDIN, STDIN_NAME } from './read-text';
import { readDocument } from './site-document';

/**
 * Loads a content that stands in a file of its own, as the platform gives it to a Job; `-` is standard input.
 *
 * @throws {UsageError} with every mistake at once
 */
export async function loadContent(file: string, io: Pick<Io, 'cwd' | 'stdin'>): Promise<PlannedContent> {
  const name = file === STDIN ? STDIN_NAME : file;
  const { value } = readDocument(file === STDIN ? await readStdin(io.stdin) : readText(file, io.cwd), name);
  const content = readContent(value, name);
  const problems = [
    ...(content.host === undefined
      ? [{ path: 'host', fact: 'is missing', act: 'Name the Harbor: no site around this content does' }]
      : []),
    ...[...contradictionsIn(content)].map(({ path = '', ...rest }) => ({
      path: path.replace(/^registry\.content\.?/, ''),
      ...rest,
    })),
  ];
  if (problems.length > 0)
    throw new UsageError(
      `${name}: this content is not valid`,
      problems.map((problem) => ({ file: name, ...problem })),
    );
  return planContent(content, content.host ?? '');
}
