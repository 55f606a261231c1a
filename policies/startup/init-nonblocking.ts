import { defineRule, fail, notApplicable } from '../../src/check/rule';
import { startScript } from '../../src/check/view/start-script';

export const initNonblocking = defineRule({
  id: 'init-nonblocking',
  topic: 'startup',
  on: 'container',
  types: ['desktop-app'],
  severity: 'error',
  why: 'The session waits until /skaha/init.sh returns.',
  fix: 'Do what is needed and return; start nothing that stays.',
  source: '001_866ce0400a9f33b4.txt; container-rules.md §1d',
  check: ({ container }) => {
    const script = startScript(container, INIT);
    if (script === undefined) return notApplicable;
    const blocking = script.commands.filter(
      ({ name = '', arguments: words, background }) =>
        !background &&
        ((BLOCKS.has(name) && words.length + (name === 'read' || name === 'wait' ? 1 : 0) > 0) ||
          (name === 'sleep' && words[0] === 'infinity')),
    );
    return fail(
      blocking.map(({ text }) => ({
        message: `${INIT} does not return while this runs: ${text}`,
        ...(script.place ? { place: script.place } : {}),
      })),
    );
  },
});

const INIT = '/skaha/init.sh';
const BLOCKS = new Set(['exec', 'xterm', 'wait', 'read', 'jupyter', 'jupyter-lab', 'supervisord', 'vncserver', 'top']);
