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

/** Where every session has something of its own. */
export const SESSION_MOUNTS = [
  '/scratch',
  '/etc',
  '/etc-passwd',
  '/etc-group',
  '/skaha-system',
  '/desktopstartup',
  '/init-users-groups',
] as const;

/** Folders that hold the programs of a session image, or the kernel's own files. */
export const SYSTEM_FOLDERS: readonly string[] = [
  ...['/bin', '/boot', '/dev', '/lib', '/lib64', '/opt', '/proc', '/root', '/run'],
  ...['/sbin', '/sys', '/tmp', '/usr', '/var'],
];
