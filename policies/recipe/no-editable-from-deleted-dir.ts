import { defineRule } from '../../src/check/rule';
import { pipInstalled } from '../../src/check/view/package-manager';
import { at, eachRan, hasOption } from '../../src/check/view/ran';

export const noEditableFromDeletedDir = defineRule({
  id: 'no-editable-from-deleted-dir',
  topic: 'recipe',
  on: 'container',
  severity: { documented: 'warning', current: 'error' },
  why: 'An editable install points to its folder, and does not work without it.',
  fix: 'Install without -e.',
  source: 'container-rules.md §1g (build.md)',
  check: ({ container }) =>
    eachRan(container, (one, all) => {
      const { command } = one;
      const option = command.arguments.findIndex((word) => word === '-e' || word === '--editable');
      if (pipInstalled(command) === undefined || option < 0) return [];
      const later = all.slice(all.indexOf(one) + 1).filter(({ step }) => step === one.step);
      return later.some((other) => other.command.name === 'rm' && hasOption(other.command, '-r', '-R'))
        ? [at(one, 'an editable install, and a folder is removed after it in the same RUN')]
        : [];
    }),
});
