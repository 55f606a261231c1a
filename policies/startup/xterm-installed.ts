import { defineRule, fail, pass } from '../../src/check/rule';
import { anyOf } from '../../src/check/view/either';

export const xtermInstalled = defineRule({
  id: 'xterm-installed',
  topic: 'startup',
  on: 'container',
  types: ['desktop-app'],
  severity: 'error',
  why: 'The platform shows a desktop-app in an xterm.',
  fix: 'Install xterm with the package manager.',
  source: '001_866ce0400a9f33b4.txt "For software containers only, xterm must be installed"; container-rules.md §1d',
  check: ({ container }) => {
    const found = anyOf([container.package('xterm'), container.command('xterm')]);
    return found ? pass : fail([{ message: 'xterm is not installed', strength: 'inferred' }]);
  },
});
