import { sure } from '../../src/check/facts';
import { defineRule, fail, notApplicable, pass } from '../../src/check/rule';

export const contributedSinglePort = defineRule({
  id: 'contributed-single-port',
  topic: 'sessions',
  on: 'container',
  types: ['contributed'],
  severity: 'info',
  why: 'One port is forwarded; what listens on others is not reached.',
  fix: 'Serve everything on one port.',
  source: '003_88055a35715c942c.txt "doesn\'t work when multiple"; container-rules.md §1e',
  check: ({ container }) => {
    const ports = sure(container.ports);
    if (ports.length === 0) return notApplicable;
    return ports.length === 1
      ? pass
      : fail([{ message: `${ports.length} ports are exposed: ${ports.map(({ number }) => number).join(', ')}` }]);
  },
});
