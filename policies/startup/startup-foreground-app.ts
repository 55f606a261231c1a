import { defineRule, fail, notApplicable, pass } from '../../src/check/rule';
import { startScript } from '../../src/check/view/start-script';
import { startupExecArgs } from './startup-exec-args';

export const startupForegroundApp = defineRule({
  id: 'startup-foreground-app',
  topic: 'startup',
  on: 'container',
  types: ['desktop-app'],
  severity: 'warning',
  why: 'A shell that waits for the application does not hear that the session ends, and a fixed application hides the command that the platform gives.',
  fix: 'End the script with exec "$@", quotes included; or with exec and the application.',
  source: '001_866ce0400a9f33b4.txt; container-rules.md §1d startup-exec-args, §2 C8',
  check: (subject) => {
    // What returns early is the finding of the other rule.
    if (startupExecArgs.check(subject).verdict !== 'pass') return notApplicable;
    const script = startScript(subject.container, '/skaha/startup.sh');
    const execs = script?.commands.some(({ name, arguments: words }) => name === 'exec' && words.length > 0);
    if (script === undefined || execs) return pass;
    return fail([
      {
        message: `${script.path} waits for ${script.commands.at(-1)?.text.split('\n', 1)[0]?.slice(0, 60)}`,
        ...(script.place ? { place: script.place } : {}),
      },
    ]);
  },
});
