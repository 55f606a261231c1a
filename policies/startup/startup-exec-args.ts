import { defineRule, fail, notApplicable, pass } from '../../src/check/rule';
import { onlyPrepares, startScript } from '../../src/check/view/start-script';

export const startupExecArgs = defineRule({
  id: 'startup-exec-args',
  topic: 'startup',
  on: 'container',
  types: ['desktop-app'],
  severity: 'error',
  why: 'The platform hands the command of the session to /skaha/startup.sh; a script that does not run it leaves an empty desktop.',
  fix: 'End the script with exec "$@", quotes included.',
  source: '001_866ce0400a9f33b4.txt; container-rules.md §1d, §2 C8',
  check: ({ container }) => {
    const script = startScript(container, STARTUP);
    if (script === undefined) return notApplicable;
    const fault = (message: string) =>
      fail([{ message: `${STARTUP} ${message}`, ...(script.place ? { place: script.place } : {}) }]);
    // `exec > log` redirects and goes on; what `exec` starts stands behind it as a command of its own.
    const main = script.commands.filter(
      ({ name, arguments: words }, index, all) => name !== 'exec' || words.length > 0 || all.length === index,
    );
    if (main.some(({ name, text }) => name === 'exec' && /\$[@*]|\$\{?[@*1]/.test(text))) return pass;
    const last = main.at(-1);
    if (last === undefined) return fault('runs nothing');
    if (main.some(({ name, arguments: words }) => name === 'exec' && words.length > 0)) return pass;
    if (last.background) return fault('starts its last command in the background and returns');
    // An application that the script waits for keeps the session; startup-foreground-app advises.
    return onlyPrepares(last) && !HANDS_OVER.test(last.text) ? fault('does not end with exec "$@"') : pass;
  },
});

const STARTUP = '/skaha/startup.sh';
const HANDS_OVER = /\$[@*1]|\$\{[@*1]/;
