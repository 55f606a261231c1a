import { defineRule, fail, notApplicable } from '../../src/check/rule';
import { startScript } from '../../src/check/view/start-script';

export const initNotForEnv = defineRule({
  id: 'init-not-for-env',
  topic: 'startup',
  on: 'container',
  types: ['desktop-app'],
  severity: 'warning',
  why: 'The script /skaha/init.sh runs in a process of its own, and what it exports ends with it.',
  fix: 'Set the environment in /skaha/startup.sh, or with ENV.',
  source: '001_866ce0400a9f33b4.txt; container-rules.md §1d',
  check: ({ container }) => {
    const script = startScript(container, INIT);
    if (script === undefined) return notApplicable;
    const lost = script.commands.filter(
      ({ name = '', arguments: words }) =>
        ['source', '.', 'export'].includes(name) || (/^(conda|mamba)$/.test(name) && words[0] === 'activate'),
    );
    return fail(
      lost.map(({ text }) => ({
        message: `${INIT} sets what is lost when it returns: ${text}`,
        ...(script.place ? { place: script.place } : {}),
      })),
    );
  },
});

const INIT = '/skaha/init.sh';
