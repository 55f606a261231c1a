import { defineRule, notApplicable, unknown } from '../../src/check/rule';
import { eachOf } from '../../src/check/undecided';
import { parseImageReference } from '../../src/check/view/image-reference';
import { imagesOf } from '../../src/check/view/images';
import { podOf } from '../../src/check/view/pod-spec';

export const imageRegistry = defineRule({
  id: 'image-registry',
  topic: 'images',
  on: 'manifest',
  severity: 'error',
  why: 'What runs on the platform comes from registries that somebody answers for.',
  fix: 'Take the image from a registry of the site, or add its host to images.registries.',
  source: 'capacity-storage-network.md §5; policy-engines.md §3.1',
  check: ({ object, registries }) => {
    const pod = podOf(object);
    if (pod === undefined) return notApplicable;
    if (registries === undefined) return unknown('the allowed registries are not known');
    return eachOf(imagesOf(pod), ({ title, field }) => {
      const image = parseImageReference(field.text() ?? '');
      // Hosts are compared whole: a look-alike is longer, shorter or in capitals.
      if (image !== undefined && registries.includes(image.host)) return [];
      const fact = image
        ? `takes its image from ${image.host}, and the site allows ${registries.join(', ') || 'no registry'}`
        : 'names no image that could be pulled';
      return [{ message: `${title} ${fact}`, place: { path: field.path } }];
    });
  },
});
