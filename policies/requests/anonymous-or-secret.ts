import { defineRule, fail, notApplicable } from '../../src/check/rule';
import { requestOf } from '../../src/check/view/session-request';

export const anonymousOrSecret = defineRule({
  id: 'anonymous-or-secret',
  topic: 'requests',
  on: 'request',
  severity: 'error',
  why: 'A private image is pulled with the credentials of the user.',
  fix: 'Send the user and secret of the registry with the request.',
  source: '003_88055a35715c942c.txt "registry username, registry secret"; container-rules.md §1f',
  check: ({ request }) => {
    const fields = requestOf(request);
    const keys = ['registryUsername', 'registrySecret'].map((key) => fields.get(key));
    const given = keys.filter((field) => field.exists);
    if (given.length === 0) return notApplicable;
    return fail(
      keys
        .filter((field) => !(field.text() ?? '').trim())
        .map(({ path }) => ({ message: `${path} is empty`, place: { path } })),
    );
  },
});
