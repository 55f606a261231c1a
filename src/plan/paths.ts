import type { Site } from '../config/site';

/** Directory that the session service takes as the top of user storage inside the shared volume. Its name is fixed upstream. */
export const ARC_SUBPATH = 'cavern';

/** Where a session sees its files. */
export interface Paths {
  /** Mount root, `/arc`. */
  readonly root: string;
  /** `/arc/home` */
  readonly homes: string;
  /** `/arc/projects` */
  readonly projects: string;
}

export const planPaths = ({ arc }: Site): Paths => ({
  root: arc.mountRoot,
  homes: `${arc.mountRoot}/${arc.homes}`,
  projects: `${arc.mountRoot}/${arc.projects}`,
});
