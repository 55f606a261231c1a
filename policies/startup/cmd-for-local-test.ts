import { sure } from '../../src/check/facts';
import { defineRule, fail, notApplicable, pass } from '../../src/check/rule';
import { startOf } from '../../src/check/view/session-start';

export const cmdForLocalTest = defineRule({
  id: 'cmd-for-local-test',
  topic: 'startup',
  on: 'container',
  types: ['desktop-app'],
  severity: 'info',
  why: 'With this command the container can be tried with docker run as the platform would start it.',
  fix: 'Add CMD ["/skaha/init.sh"].',
  source: '001_866ce0400a9f33b4.txt; container-rules.md §1d',
  check: ({ container }) => {
    if (sure(container.file('/skaha/init.sh')) === undefined) return notApplicable;
    const start = startOf(container);
    return start?.arguments.join(' ').includes('/skaha/')
      ? pass
      : fail([{ message: 'there is /skaha/init.sh, and no command that runs it' }]);
  },
});
