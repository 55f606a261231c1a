import { sure } from '../../src/check/facts';
import { defineRule, fail, notApplicable, pass } from '../../src/check/rule';
import { programOf, startOf } from '../../src/check/view/session-start';
import { startScript } from '../../src/check/view/start-script';

export const headlessExitAndLogs = defineRule({
  id: 'headless-exit-and-logs',
  topic: 'sessions',
  on: 'container',
  types: ['headless'],
  severity: 'info',
  why: 'The platform tells success from failure by the exit code, and shows standard output only.',
  fix: 'Start the script with set -e.',
  source: '000_b288e323437a5df4.txt "Return proper codes"; container-rules.md §1e',
  check: ({ container }) => {
    const start = startOf(container);
    const program = start === undefined ? undefined : sure(programOf(container, start));
    const script = program?.startsWith('/') ? startScript(container, program) : undefined;
    if (script === undefined) return notApplicable;
    const strict =
      script.commands.some(
        ({ name, arguments: words }) => name === 'set' && words.some((word) => /^-\w*e|^errexit$/.test(word ?? '')),
      ) || /^#!.*\s-\w*e/.test(script.text);
    return strict || script.commands.length < 2
      ? pass
      : fail([{ message: `${script.path} goes on after a failure`, ...(script.place ? { place: script.place } : {}) }]);
  },
});
