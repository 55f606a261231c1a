import { defineRule, fail, notApplicable, pass } from '../../src/check/rule';

export const tagOnePerArtifact = defineRule({
  id: 'tag-one-per-artifact',
  topic: 'registry',
  on: 'artifact',
  severity: 'info',
  why: 'The session service lists the first tag of an image only.',
  fix: 'Push each version as a build of its own, or accept that users see the first tag.',
  source: 'container-rules.md §1f (cache-images.sh), §2 C29',
  check: ({ tags, named }) =>
    named
      ? notApplicable
      : tags.length <= 1
        ? pass
        : fail([{ message: `users see ${tags[0]}, and not ${tags.slice(1).join(', ')}` }]),
});
