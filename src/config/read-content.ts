import { type Problem, UsageError } from '../errors';
import { plainDataProblems } from './plain';
import { readBy } from './problems';
import { RegistryContent } from './registry-content';

/**
 * Reads a content that stands in a file of its own: what is under `registry.content` of a site.
 *
 * @param file name of that file, for messages
 * @throws {UsageError} with every mistake at once
 */
export function readContent(value: unknown, file: string): RegistryContent {
  const notPlain = plainDataProblems(value);
  const { value: content, problems } =
    notPlain.length > 0 ? { problems: notPlain as readonly Problem[] } : readBy(RegistryContent, value);
  if (content) return content;
  throw new UsageError(
    `${file}: this content is not valid`,
    problems.map((problem) => ({ file, ...problem })),
  );
}
