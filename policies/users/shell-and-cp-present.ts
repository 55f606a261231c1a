import { defineRule, fail } from '../../src/check/rule';
import { anyOf } from '../../src/check/view/either';

export const shellAndCpPresent = defineRule({
  id: 'shell-and-cp-present',
  topic: 'users',
  on: 'container',
  severity: { documented: 'warning', current: 'error' },
  why: 'Before a session starts, the platform copies /etc/passwd and /etc/group out of the image with its own sh and cp.',
  fix: 'Start from a distribution that has a shell, not from scratch or a distroless image.',
  source: 'container-rules.md §1b (launch templates)',
  check: ({ container }) => {
    const missing = ['sh', 'cp'].filter(
      (name) => anyOf([container.command(name), container.file(`/bin/${name}`)]) === undefined,
    );
    return fail(missing.map((name) => ({ message: `there is no ${name}` })));
  },
});
