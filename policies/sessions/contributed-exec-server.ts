import { sure } from '../../src/check/facts';
import { defineRule, fail, notApplicable, pass } from '../../src/check/rule';
import { programOf, startOf } from '../../src/check/view/session-start';
import { startScript } from '../../src/check/view/start-script';

export const contributedExecServer = defineRule({
  id: 'contributed-exec-server',
  topic: 'sessions',
  on: 'container',
  types: ['contributed'],
  severity: 'info',
  why: 'A server that a shell waits for does not hear that the session ends.',
  fix: 'Start the server with exec.',
  source: 'container-rules.md §1e (launch-contributed.md)',
  check: ({ container }) => {
    const start = startOf(container);
    const program = start === undefined ? undefined : sure(programOf(container, start));
    const script = program?.startsWith('/') ? startScript(container, program) : undefined;
    if (script === undefined || script.commands.length === 0) return notApplicable;
    if (script.commands.some(({ name, arguments: words }) => name === 'exec' && words.length > 0)) return pass;
    return fail([
      { message: `${script.path} does not exec its last command`, ...(script.place ? { place: script.place } : {}) },
    ]);
  },
});
