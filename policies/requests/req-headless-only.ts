import { defineRule, fail, pass } from '../../src/check/rule';
import { requestOf } from '../../src/check/view/session-request';

export const reqHeadlessOnly = defineRule({
  id: 'req-headless-only',
  topic: 'requests',
  on: 'request',
  severity: { documented: 'warning', current: 'error' },
  why: 'Only headless sessions take a command, and a desktop is one.',
  fix: 'Leave these fields out, or ask for a headless session.',
  source: 'container-rules.md §1h (session.py)',
  check: ({ request }) => {
    const fields = requestOf(request);
    const type = fields.get('type').text();
    if (type === undefined || type === 'headless') return pass;
    const refused = ['cmd', 'args', 'env', ...(type === 'desktop' || type === 'firefly' ? ['replicas'] : [])];
    return fail(
      refused
        .map((key) => fields.get(key))
        .filter((field) => field.exists)
        .map(({ path }) => ({ message: `a ${type} session takes no ${path}`, place: { path } })),
    );
  },
});
