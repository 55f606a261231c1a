import { defineRule } from '../../src/check/rule';
import { pipInstalled } from '../../src/check/view/package-manager';
import { at, eachRan } from '../../src/check/view/ran';

export const noBuildUserSite = defineRule({
  id: 'no-build-user-site',
  topic: 'filesystem',
  on: 'container',
  severity: 'warning',
  why: 'What is installed for the user of the build is not there for the user of a session.',
  fix: 'Install for everybody: without --user, into /opt or /usr/local.',
  source: '000_b288e323437a5df4.txt; container-rules.md §1c, §2 C25',
  check: ({ container }) =>
    eachRan(container, (one) => {
      const { command } = one;
      if (command.name === 'conda' && command.arguments[0] === 'init')
        return [at(one, 'conda init changes a dotfile of the user of the build')];
      return command.arguments.includes('--user') &&
        (pipInstalled(command) !== undefined || command.arguments.includes('ipykernel'))
        ? [at(one, 'it is installed for the user of the build only')]
        : [];
    }),
});
