import { defineRule, fail, notApplicable } from '../../src/check/rule';
import { requestOf } from '../../src/check/view/session-request';

export const reqResourcesIgnored = defineRule({
  id: 'req-resources-ignored',
  topic: 'requests',
  on: 'request',
  severity: 'warning',
  why: 'These sessions have a fixed size: what is asked for is dropped without a word.',
  fix: 'Leave cores and ram out. In a desktop, ask for them when the application is started.',
  source: 'container-rules.md §1h req-resources-in-options, §2 C21',
  check: ({ request }) => {
    const fields = requestOf(request);
    const type = fields.get('type').text();
    if (type !== 'desktop' && type !== 'firefly') return notApplicable;
    return fail(
      ['cores', 'ram']
        .map((key) => fields.get(key))
        .filter((field) => field.exists)
        .map(({ path }) => ({ message: `a ${type} session ignores ${path}`, place: { path } })),
    );
  },
});
