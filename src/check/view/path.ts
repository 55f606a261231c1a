/** An absolute path without `.`, `..` and double separators. Nothing leads out of the root. */
export function normal(path: string): string {
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return `/${parts.join('/')}`;
}

/** A path as seen from a folder. */
export const join = (folder: string, path: string): string => normal(path.startsWith('/') ? path : `${folder}/${path}`);

/** The last part of a path. */
export const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

/** The folders above a path, nearest first, `/` last. */
export function parents(path: string): readonly string[] {
  const found: string[] = [];
  for (let at = path.lastIndexOf('/'); at > 0; at = path.lastIndexOf('/', at - 1)) found.push(path.slice(0, at));
  return path === '/' ? [] : [...found, '/'];
}

/** Whether a path is a folder or lies below it. */
export const within = (path: string, folder: string): boolean => inside(normal(path), normal(folder));

/** {@link within}, for paths that are normal already. */
export const inside = (path: string, folder: string): boolean =>
  folder === '/' || (path.startsWith(folder) && (path.length === folder.length || path[folder.length] === '/'));
