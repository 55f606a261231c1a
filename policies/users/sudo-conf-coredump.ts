import { sure } from '../../src/check/facts';
import { defineRule, fail, notApplicable, pass } from '../../src/check/rule';
import { anyOf } from '../../src/check/view/either';

export const sudoConfCoredump = defineRule({
  id: 'sudo-conf-coredump',
  topic: 'users',
  on: 'container',
  severity: 'info',
  why: 'The command sudo prints a warning about core dumps in every session when it may not change the limit.',
  fix: 'Write "Set disable_coredump false" into /etc/sudo.conf.',
  source: '000_b288e323437a5df4.txt; container-rules.md §1b',
  check: ({ container }) => {
    if (anyOf([container.package('sudo'), container.command('sudo')]) === undefined) return notApplicable;
    const text = sure(container.text('/etc/sudo.conf')) ?? '';
    return /^\s*Set\s+disable_coredump\s+false\b/m.test(text)
      ? pass
      : fail([{ message: '/etc/sudo.conf does not set disable_coredump to false' }]);
  },
});
