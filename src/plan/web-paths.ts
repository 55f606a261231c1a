import type { Site } from '../config/site';
import type { Problem } from '../errors';

/** A path that the platform host serves, and what of the site says so. */
export interface WebPath {
  readonly place: string;
  readonly path: string;
}

/** Path of the session service; every client and the desktop's scripts have it in their code. */
export const SKAHA_PATH = '/skaha';

/** Paths of the platform host, each with its place in the site. */
export const webPaths = ({ services: { ivoaRegistry, posixMapper, storage, portal, storageUi } }: Site): WebPath[] => [
  { place: 'the session service', path: SKAHA_PATH },
  ...(ivoaRegistry.kind === 'embedded' ? [{ place: 'services.ivoaRegistry', path: '/reg' }] : []),
  ...(posixMapper.kind === 'embedded' ? [{ place: 'services.posixMapper', path: '/posix-mapper' }] : []),
  ...(storage.kind === 'embedded' ? [{ place: 'services.storage', path: '/cavern' }] : []),
  ...(portal.kind === 'embedded' ? [{ place: 'services.portal.path', path: portal.path }] : []),
  ...(storageUi.kind === 'embedded' ? [{ place: 'services.storageUi.path', path: storageUi.path }] : []),
];

/** Paths of which one would take what is meant for the other. */
export function* webPathProblems(site: Site): Generator<Problem> {
  const paths = webPaths(site);
  for (const [index, { place, path }] of paths.entries()) {
    const other = paths.slice(0, index).find((one) => within(path, one.path) || within(one.path, path));
    if (other)
      yield {
        path: place,
        fact: `${path} is also, or is below or above, ${other.path}, the path of ${other.place}`,
        act: 'Choose another path',
      };
  }
}

/** Whether a path is another one, or below it. */
export const within = (path: string, above: string): boolean => path === above || path.startsWith(`${above}/`);
