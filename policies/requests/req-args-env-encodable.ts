import { defineRule, fail } from '../../src/check/rule';
import { requestOf, variablesOf, wordsOf } from '../../src/check/view/session-request';

export const reqArgsEnvEncodable = defineRule({
  id: 'req-args-env-encodable',
  topic: 'requests',
  on: 'request',
  severity: { documented: 'warning', current: 'error' },
  why: 'The service cuts arguments at every blank and variables at every "=", and drops what does not fit.',
  fix: 'Pass such values in a file.',
  source: 'container-rules.md §1h',
  check: ({ request }) => {
    const fields = requestOf(request);
    const args = fields.get('args');
    const list = Array.isArray(args.value) ? wordsOf(args) : [];
    return fail([
      ...list
        .filter((word) => /\s/.test(word))
        .map((word) => ({ message: `${JSON.stringify(word)} becomes several arguments`, place: { path: args.path } })),
      ...variablesOf(fields.get('env'))
        .filter(({ text }) => text.split('=').length !== 2 || /"/.test(text))
        .map(({ text, path }) => ({ message: `${text} is dropped`, place: { path } })),
    ]);
  },
});
