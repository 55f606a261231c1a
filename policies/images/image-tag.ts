import { defineRule, notApplicable } from '../../src/check/rule';
import { eachOf } from '../../src/check/undecided';
import { parseImageReference } from '../../src/check/view/image-reference';
import { imagesOf } from '../../src/check/view/images';
import { podOf } from '../../src/check/view/pod-spec';

export const imageTag = defineRule({
  id: 'image-tag',
  topic: 'images',
  on: 'manifest',
  severity: 'error',
  why: 'A tag that moves makes two pods of one Deployment run different software, and a rollback go nowhere.',
  fix: 'Name a version, such as skaha:1.4.0, or a digest.',
  source: 'platform-contract.md §7; capacity-storage-network.md §5',
  check: ({ object }) => {
    const pod = podOf(object);
    if (pod === undefined) return notApplicable;
    return eachOf(imagesOf(pod), ({ title, field }) => {
      const fact = factOf(field.text());
      return fact === undefined ? [] : [{ message: `${title} ${fact}`, place: { path: field.path } }];
    });
  },
});

function factOf(text: string | undefined): string | undefined {
  if (text === undefined || text === '') return 'names no image';
  const image = parseImageReference(text);
  if (image === undefined) return `names ${JSON.stringify(text)}, which is not an image reference`;
  if (image.digest !== undefined) return undefined;
  if (image.tag === undefined) return `runs ${text}, which names no version`;
  return image.tag === 'latest' ? `runs ${text}` : undefined;
}
