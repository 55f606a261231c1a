import { defineRule } from '../../src/check/rule';
import { eachScript } from '../../src/check/view/each-script';

export const headlessNoninteractive = defineRule({
  id: 'headless-noninteractive',
  topic: 'sessions',
  on: 'container',
  types: ['headless'],
  severity: 'warning',
  why: 'Nobody answers in a headless session, and there is no display.',
  fix: 'Take everything from arguments and variables.',
  source: 'container-rules.md §1e (best-practices.md)',
  check: ({ container }) =>
    eachScript(container, ({ name, arguments: words }) =>
      (name === 'read' && !words.includes('-r')) || name === 'xterm' || name === 'zenity'
        ? `waits for a person: ${name}`
        : undefined,
    ),
});
