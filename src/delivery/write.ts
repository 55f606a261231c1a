import * as nodeFs from 'node:fs';
import { relative, resolve, sep } from 'node:path';
import { type Problem, UsageError } from '../errors';
import { Exchange, type FileSystem, refused } from './exchange';
import { pathProblems } from './record';

/**
 * Makes a folder hold exactly these files beside what others put there: all of them, or, when anything fails, none.
 *
 * The files are written to a folder beside, which then takes the place of the old one by rename. Only what an earlier
 * call wrote is ever removed; `.astroplatform.json` lists it. When the process is killed, the next call cleans up:
 * it finishes or takes back the exchange first.
 *
 * A folder that is not empty and not ours, a file or a symbolic link in its place, a path that leaves the folder, and
 * every failure of the file system are a {@link UsageError}.
 *
 * @example
 * ```ts
 * writeFolder('out/canfar', new Map([['kustomization.yaml', 'resources: []\n']]));
 * ```
 */
export function writeFolder(dir: string, files: ReadonlyMap<string, string>, fs: FileSystem = nodeFs): void {
  const problems = pathProblems(files.keys());
  if (problems.length > 0) throw new UsageError(`${dir}: cannot be written`, problems);
  const folder = resolve(dir);
  if (relative(folder, process.cwd()).split(sep)[0] !== '..') {
    throw refused(dir, { fact: 'it holds the directory in which you are', act: 'Name a folder below, or beside.' });
  }
  try {
    exchange(new Exchange(dir, folder, fs), files);
  } catch (error) {
    if (error instanceof UsageError || !(error as NodeJS.ErrnoException).code) throw error;
    throw refused(dir, failureOf(error as NodeJS.ErrnoException));
  }
}

function exchange(swap: Exchange, files: ReadonlyMap<string, string>): void {
  swap.recover();
  swap.inspect([...files.keys()]);
  try {
    swap.stage(files);
    swap.swap();
  } catch (error) {
    try {
      swap.recover();
    } catch {
      // The next call tries again; what went wrong first is what the user must hear.
    }
    throw error;
  }
}

function failureOf({ code, message }: NodeJS.ErrnoException): Problem {
  switch (code) {
    case 'EACCES':
    case 'EPERM':
      return { fact: 'you may not write there', act: 'Name a folder that you may write.' };
    case 'EROFS':
      return { fact: 'the file system is read-only', act: 'Name a folder on another.' };
    case 'ENOSPC':
    case 'EDQUOT':
      return { fact: 'there is no space left', act: 'Make some, or name a folder elsewhere.' };
    case 'EBUSY':
    case 'EXDEV':
      return { fact: 'it is a mount point, which cannot be exchanged', act: 'Name a folder below it.' };
    case 'EEXIST':
    case 'ENOTEMPTY':
      return { fact: `somebody else writes there too: ${message}`, act: 'Wait until that has ended.' };
    case 'ENOENT':
      return { fact: 'a folder of its path cannot be made', act: 'Name a folder on a disk.' };
    case 'ENOTDIR':
      return { fact: 'a part of its path is a file', act: 'Name a folder.' };
    default:
      return { fact: message };
  }
}
