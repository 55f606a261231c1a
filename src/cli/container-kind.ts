import { basename } from 'node:path';

/** What can be judged beside sites. */
export type ContainerKind = 'dockerfile' | 'apptainer' | 'request' | 'artifacts' | 'image';

/** Whether a file is a Dockerfile by its name. */
export const isDockerfile = (name: string): boolean =>
  /^(?:Dockerfile|Containerfile)(?:\..+)?$|\.(?:Dockerfile|Containerfile)$/i.test(name) &&
  !/\.dockerignore$/.test(name);

/** What a subject of the command line is by its name; undefined for a site. */
export function kindOf(subject: string): ContainerKind | undefined {
  // How skopeo begins the name of an image.
  if (/^(?:docker|oci|docker-archive):/.test(subject)) return 'image';
  const name = basename(subject);
  if (isDockerfile(name)) return 'dockerfile';
  if (/\.def$/.test(name)) return 'apptainer';
  if (/^(?:.*[._-])?request\.json$/.test(name)) return 'request';
  return /^(?:.*[._-])?artifacts\.json$/.test(name) ? 'artifacts' : undefined;
}
