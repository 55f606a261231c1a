import * as nodeFs from 'node:fs';
import { dirname } from 'node:path';

/**
 * Makes a folder and those above it, one by one.
 *
 * `mkdir` with `recursive` of Node.js never comes back where a file system says that it cannot hold a folder, such as
 * `/proc`.
 */
export function makeFolders(folder: string, fs: Pick<typeof nodeFs, 'mkdirSync'> = nodeFs): void {
  try {
    fs.mkdirSync(folder);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST') return;
    if (code !== 'ENOENT' || dirname(folder) === folder) throw error;
    makeFolders(dirname(folder), fs);
    fs.mkdirSync(folder);
  }
}
