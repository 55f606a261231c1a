import type { Container } from '../../facts';
import { formatImageReference, type ImageReference } from '../../view/image-reference';
import { type KnownBase, knownBase, unknownBase } from '../recipe/base';
import { KNOWN_BASES } from './known-bases';

/**
 * What is known of a base from its name alone.
 *
 * @param own bases that a site adds; they come before ours
 */
export function findBase(image: ImageReference, own: readonly KnownBase[] = []): Container {
  const { host, repository, tag = 'latest' } = image;
  const reference = formatImageReference(image);
  const found = [...own, ...KNOWN_BASES].find(
    (base) => base.repository === `${host}/${repository}` && (base.tags === undefined || base.tags.test(tag)),
  );
  return found ? knownBase(found, reference) : unknownBase(`the base ${reference} is not among the known bases`);
}
