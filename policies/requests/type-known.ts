import { defineRule, fail, pass } from '../../src/check/rule';
import { SESSION_TYPES } from '../../src/check/session-contract';
import { lookalikes } from '../../src/check/view/distance';
import { requestOf } from '../../src/check/view/session-request';

export const typeKnown = defineRule({
  id: 'type-known',
  topic: 'requests',
  on: 'request',
  severity: 'error',
  why: 'The session service knows these types and no others.',
  fix: 'Use notebook, desktop, desktop-app, carta, contributed, firefly or headless.',
  source: 'container-rules.md §1e (SessionAction.java)',
  check: ({ request }) => {
    const type = requestOf(request).get('type');
    const text = type.text();
    if (text === undefined || SESSION_TYPES.some((one) => one === text)) return pass;
    const [near] = lookalikes(text, SESSION_TYPES);
    return fail([
      {
        message: `${JSON.stringify(text)} is no session type${near ? `; did you mean ${near}?` : ''}`,
        place: { path: type.path },
      },
    ]);
  },
});
