import { type Problem, UsageError } from '../errors';

/** File at the top of a written folder that lists everything we wrote; nothing else is ever removed. */
export const RECORD = '.astroplatform.json';

/** Text of the record. */
export const recordOf = (paths: readonly string[]) => `${JSON.stringify({ version: 1, files: paths }, null, 2)}\n`;

/** The paths in a record. One that we cannot have written is a {@link UsageError}: it must not steer what is removed. */
export function recordedPaths(folder: string, text: string): readonly string[] {
  const paths = parsed(text);
  if (paths && pathProblems(paths).length === 0) return paths;
  const act = `Remove the folder, or write to another.`;
  throw new UsageError(`${folder}: cannot be written`, [{ path: RECORD, fact: 'it is damaged', act }]);
}

function parsed(text: string): readonly string[] | undefined {
  try {
    const { version, files } = JSON.parse(text);
    const isOurs = version === 1 && Array.isArray(files) && files.every((path) => typeof path === 'string');
    return isOurs ? files : undefined;
  } catch {
    return undefined;
  }
}

/** What is wrong with paths that are to be written below one folder, on any file system. */
export function pathProblems(paths: Iterable<string>): Problem[] {
  const problems: Problem[] = [];
  const files = new Set<string>();
  const folders = new Set<string>();
  for (const path of paths) {
    const parts = path.toLowerCase().split('/');
    const isPlain = parts.every((part) => /^[^\p{Cc}\\:]+$/u.test(part) && part !== '.' && part !== '..');
    if (!isPlain || path === RECORD) problems.push({ path, fact: 'it is not a path of a file that may be written' });
    if (files.has(parts.join('/'))) problems.push({ path, fact: 'it is there twice' });
    files.add(parts.join('/'));
    for (let end = 1; end < parts.length; end++) folders.add(parts.slice(0, end).join('/'));
  }
  for (const path of files) if (folders.has(path)) problems.push({ path, fact: 'it is a file and a folder' });
  return problems;
}
