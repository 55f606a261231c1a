import type { Descriptor, Index } from './document';
import { refused } from './document';

/**
 * The image of an index that a cluster would run: linux/amd64. Where there is none, the first that runs anywhere, so
 * that the rule about platforms can say what is wrong.
 *
 * @throws {UsageError} when the index lists no image
 */
export function chosen(index: Index, image: string): Descriptor {
  const real = index.filter((one) => !isNote(one));
  const found =
    real.find(({ platform }) => platform?.os === 'linux' && platform.architecture === 'amd64') ??
    real.find(({ platform }) => platform === undefined) ??
    real[0];
  if (found === undefined) throw refused(image, 'its index lists no image');
  return found;
}

/** Builders list provenance notes beside images, as images of an unknown platform. */
const isNote = ({ platform, annotations }: Descriptor): boolean =>
  annotations['vnd.docker.reference.type'] !== undefined ||
  platform?.os === 'unknown' ||
  platform?.architecture === 'unknown';
