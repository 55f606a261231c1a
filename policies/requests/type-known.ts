import { defineRule, fail, pass } from '../../src/check/rule';
import { lookalikes } from '../../src/check/view/distance';
import { requestOf } from '../../src/check/view/session-request';

export const typeKnown = defineRule({
  id: 'type-known',
  topic: 'requests',
  on: 'request',
  severity: 'error',
  why: 'The session service knows the types of its platform and no others.',
  fix: 'Use notebook, desktop, desktop-app, carta, contributed, firefly or headless, as far as the platform offers them.',
  source: 'container-rules.md §1e (SessionAction.java)',
  check: ({ request, contract }) => {
    const type = requestOf(request).get('type');
    const text = type.text();
    if (text === undefined || contract.types.includes(text)) return pass;
    const [near] = lookalikes(text, contract.types);
    return fail([
      {
        message: `${JSON.stringify(text)} is no session type${near ? `; did you mean ${near}?` : ''}`,
        place: { path: type.path },
      },
    ]);
  },
});
