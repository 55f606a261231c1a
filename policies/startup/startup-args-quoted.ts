import { defineRule, fail, notApplicable } from '../../src/check/rule';
import { startScript } from '../../src/check/view/start-script';

export const startupArgsQuoted = defineRule({
  id: 'startup-args-quoted',
  topic: 'startup',
  on: 'container',
  types: ['desktop-app'],
  severity: 'warning',
  why: 'Without quotes, an argument with a blank in it becomes two.',
  fix: 'Write exec "$@", with the quotes.',
  source: 'container-rules.md §1d (start-desktop-software-xterm.sh)',
  check: ({ container }) => {
    const script = startScript(container, STARTUP);
    const handing =
      script?.commands.filter(({ name, text }) => name === 'exec' && /\$[@*1]|\$\{[@*1]/.test(text)) ?? [];
    if (script === undefined || handing.length === 0) return notApplicable;
    return fail(
      handing
        .filter(({ text }) => !/"\$@"|"\$\{@\}"/.test(text))
        .map(({ text }) => ({ message: `${STARTUP} has ${text}`, ...(script.place ? { place: script.place } : {}) })),
    );
  },
});

const STARTUP = '/skaha/startup.sh';
