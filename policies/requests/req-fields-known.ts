import { defineRule, fail, notApplicable } from '../../src/check/rule';
import { requestOf } from '../../src/check/view/session-request';
import { didYouMean } from '../../src/did-you-mean';

export const reqFieldsKnown = defineRule({
  id: 'req-fields-known',
  topic: 'requests',
  on: 'request',
  severity: 'warning',
  why: 'The session service passes over fields that it does not know: the session starts without what was asked for.',
  fix: 'Use the names of the service: type, name, image, cores, ram, gpus, cmd, args, env, replicas.',
  source: 'container-rules.md §1h (session.py, PostAction.java)',
  check: ({ request }) => {
    const entries = requestOf(request).entries();
    if (entries.length === 0) return notApplicable;
    return fail(
      entries
        .filter(([name]) => !FIELDS.includes(name))
        .map(([name, { path }]) => {
          const meant = Object.hasOwn(ELSEWHERE, name)
            ? `Did you mean "${ELSEWHERE[name]}"?`
            : didYouMean(name, FIELDS);
          return { message: `nothing reads ${JSON.stringify(name.slice(0, 60))}. ${meant}`, place: { path } };
        }),
    );
  },
});

const FIELDS = [
  ...['type', 'name', 'image', 'cores', 'ram', 'gpus', 'cmd', 'args', 'env', 'replicas'],
  ...['registryUsername', 'registrySecret'],
];

/** What clients and other platforms call the same. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  kind: 'type',
  memory: 'ram',
  cpu: 'cores',
  cpus: 'cores',
  command: 'cmd',
  environment: 'env',
};
