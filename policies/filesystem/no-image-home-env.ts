import { defineRule, fail } from '../../src/check/rule';

export const noImageHomeEnv = defineRule({
  id: 'no-image-home-env',
  topic: 'filesystem',
  on: 'container',
  severity: 'info',
  why: 'The platform sets HOME to the folder of the user, whatever the image says.',
  fix: 'Set HOME for the one command that needs it: RUN HOME=/x command.',
  source: 'container-rules.md §1c (launch templates)',
  check: ({ container }) =>
    fail(
      container.variables
        .filter(({ name }) => name === 'HOME')
        .map(({ place }) => ({ message: 'HOME is set, and a session sets it again', ...(place ? { place } : {}) })),
    ),
});
