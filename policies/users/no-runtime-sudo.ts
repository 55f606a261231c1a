import { defineRule } from '../../src/check/rule';
import { eachScript } from '../../src/check/view/each-script';

export const noRuntimeSudo = defineRule({
  id: 'no-runtime-sudo',
  topic: 'users',
  on: 'container',
  severity: { documented: 'warning', current: 'error' },
  why: 'Sessions run without new privileges, so sudo cannot work in them.',
  fix: 'Do it when the image is built, or without root.',
  source: 'container-rules.md §1b, §2 C18',
  check: ({ container }) =>
    eachScript(container, ({ name }) => (name === 'sudo' ? 'runs sudo, which cannot work in a session' : undefined)),
});
