import { defineRule, fail, pass } from '../../src/check/rule';
import { parseImageReference } from '../../src/check/view/image-reference';
import { requestOf } from '../../src/check/view/session-request';

export const imageRefShape = defineRule({
  id: 'image-ref-shape',
  topic: 'requests',
  on: 'request',
  severity: { documented: 'warning', current: 'error' },
  why: 'The platform takes host/project/name:tag apart, and refuses or hides anything else.',
  fix: 'Write host/project/name:tag, with a tag and without a digest.',
  source: '003_88055a35715c942c.txt "host/[namespace]/repository:tag"; container-rules.md §1f',
  check: ({ request }) => {
    const field = requestOf(request).get('image');
    const text = field.text();
    const image = text === undefined ? undefined : parseImageReference(text);
    const fault = (message: string) => fail([{ message, place: { path: field.path } }]);
    if (text === undefined || image === undefined)
      return fault(text === undefined ? 'no image is named' : `${JSON.stringify(text)} is not an image reference`);
    if (image.digest !== undefined) return fault(`${text} names a digest`);
    if (text.split('/').length !== 3)
      return fault(`${text} has ${text.split('/').length} parts, not host, project and name`);
    return image.tag === undefined ? fault(`${text} has no tag`) : pass;
  },
});
