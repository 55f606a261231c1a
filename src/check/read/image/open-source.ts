import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { formatImageReference, parseImageReference } from '../../view/image-reference';
import { ArchiveSource } from './archive-source';
import { refused } from './document';
import { LayoutSource } from './layout-source';
import { type RegistryOptions, RegistrySource } from './registry-source';
import type { ImageSource } from './source';

/** What opening an image by its name depends on. */
export interface OpenOptions extends RegistryOptions {
  /** Folder that relative paths start from. */
  readonly cwd: string;
}

/**
 * The place that a name stands for: `docker://HOST/REPOSITORY:TAG`, `oci:FOLDER:TAG` or `docker-archive:FILE:NAME:TAG`,
 * as skopeo names them.
 *
 * @throws {UsageError} when the name is none of these, or is not well-formed
 */
export function openSource(name: string, options: OpenOptions): ImageSource {
  const colon = name.indexOf(':');
  const rest = name.slice(colon + 1);
  switch (name.slice(0, colon)) {
    case 'docker':
      return fromRegistry(name, rest, options);
    case 'oci': {
      const [folder, tag] = pathAndTag(rest, options.cwd);
      return new LayoutSource(name, folder, tag, options.limits);
    }
    case 'docker-archive': {
      const [file, tag] = pathAndTag(rest, options.cwd);
      return new ArchiveSource(name, file, tag && tagOf(tag), options.limits);
    }
    default:
      throw refused(name, 'it names no image', 'Write docker://HOST/NAME:TAG, oci:FOLDER:TAG or docker-archive:FILE');
  }
}

function fromRegistry(name: string, rest: string, options: OpenOptions): ImageSource {
  const reference = rest.startsWith('//') ? parseImageReference(rest.slice(2)) : undefined;
  if (reference) return new RegistrySource(reference, options);
  throw refused(name, 'this is no image reference', 'Write docker://HOST/NAME:TAG; names are in small letters');
}

/** A path may hold colons itself: the longest one that exists is the path. */
function pathAndTag(rest: string, cwd: string): readonly [path: string, tag?: string] {
  for (let end = rest.length; end > 0; end = rest.lastIndexOf(':', end - 1)) {
    if (!exists(resolve(cwd, rest.slice(0, end)))) continue;
    const tag = rest.slice(end + 1);
    return tag === '' ? [resolve(cwd, rest.slice(0, end))] : [resolve(cwd, rest.slice(0, end)), tag];
  }
  return [resolve(cwd, rest)];
}

const exists = (path: string): boolean => statSync(path, { throwIfNoEntry: false }) !== undefined;

/** As the archive writes it: what belongs to Docker's own registry without the registry. */
function tagOf(text: string): string {
  const reference = parseImageReference(text);
  if (!reference) return text;
  const { tag = 'latest' } = reference;
  return formatImageReference({ ...reference, tag }).replace(/^docker\.io\/(?:library\/)?/, '');
}
