import { defineRule, fail, notApplicable, pass } from '../../src/check/rule';
import { parseImageReference } from '../../src/check/view/image-reference';
import { requestOf, typeOf } from '../../src/check/view/session-request';
import { isFloating } from '../../src/check/view/tag';

export const reqFloatingImage = defineRule({
  id: 'req-floating-image',
  topic: 'requests',
  on: 'request',
  severity: 'warning',
  why: 'A batch job with a tag that moves cannot be repeated.',
  fix: 'Name a version of the image.',
  source: 'container-rules.md §1f tag-immutable-companion, §2 C15',
  check: ({ request }) => {
    const fields = requestOf(request);
    if (typeOf(fields) !== 'headless') return notApplicable;
    const field = fields.get('image');
    const tag = parseImageReference(field.text() ?? '')?.tag;
    return tag !== undefined && !isFloating(tag)
      ? pass
      : fail([{ message: `${field.text() ?? 'no image'} is another image tomorrow`, place: { path: field.path } }]);
  },
});
