import { sure } from '../../src/check/facts';
import { defineRule, fail, notApplicable, pass, unknown } from '../../src/check/rule';
import { parseImageReference } from '../../src/check/view/image-reference';
import { isFloating } from '../../src/check/view/tag';

export const baseTagPinned = defineRule({
  id: 'base-tag-pinned',
  topic: 'base',
  on: 'container',
  severity: 'warning',
  why: 'A base whose tag moves makes the same recipe build different software.',
  fix: 'Name a version or a digest of the base.',
  source:
    '004_b0408a3ce71bc641.txt "Avoid using the latest version"; 002_94f43e463315a6da.txt; container-rules.md §1a, §2 C15',
  check: ({ container }) => {
    const own = container.history.findLast(({ instruction }) => instruction === 'FROM');
    if (own === undefined) return notApplicable;
    const [base] = sure(container.bases);
    if (base === undefined) return notApplicable;
    const image = parseImageReference(base.written);
    if (image === undefined) return unknown(`${base.written} is not an image reference`);
    if (image.digest !== undefined || (image.tag !== undefined && !isFloating(image.tag))) return pass;
    const fact = image.tag === undefined ? 'names no version' : 'has a tag that moves';
    return fail([{ message: `the base ${base.written} ${fact}`, ...(base.place ? { place: base.place } : {}) }]);
  },
});
