import { defineRule, fail, pass } from '../../src/check/rule';
import { requestOf } from '../../src/check/view/session-request';

export const reqName = defineRule({
  id: 'req-name',
  topic: 'requests',
  on: 'request',
  severity: { documented: 'warning', current: 'error' },
  why: 'The name of a session becomes a host name.',
  fix: 'Use letters, digits and hyphens, at most 63, none at the ends.',
  source: 'container-rules.md §1h (validateName)',
  check: ({ request }) => {
    const field = requestOf(request).get('name');
    const text = field.text();
    if (text !== undefined && /^[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?$/.test(text)) return pass;
    return fail([
      {
        message: text === undefined ? 'it has no name' : `${JSON.stringify(text)} is no host name`,
        place: { path: field.path },
      },
    ]);
  },
});
