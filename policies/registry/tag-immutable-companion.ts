import { defineRule, fail, notApplicable, pass, unknown } from '../../src/check/rule';
import { isFloating } from '../../src/check/view/tag';

export const tagImmutableCompanion = defineRule({
  id: 'tag-immutable-companion',
  topic: 'registry',
  on: 'artifact',
  severity: 'warning',
  why: 'A tag that moves cannot be cited, and cannot be gone back to.',
  fix: 'Push the same image with a version as well.',
  source: '000_b288e323437a5df4.txt "Tag releases appropriately"; container-rules.md §1f, §2 C15',
  check: ({ tags, named }) => {
    if (named && tags.length === 0) return notApplicable;
    if (tags.length === 0) return fail([{ message: 'it has no tag' }]);
    if (tags.some((tag) => !isFloating(tag))) return pass;
    return named
      ? unknown(`${tags.join(', ')} moves, and whether a tag that stays names the same image was not asked`)
      : fail([{ message: `it has only tags that move: ${tags.join(', ')}` }]);
  },
});
