import { sure } from '../../src/check/facts';
import { defineRule, fail, notApplicable, pass } from '../../src/check/rule';
import { pipInstalled } from '../../src/check/view/package-manager';
import { ran } from '../../src/check/view/ran';

export const headlessNoUserSite = defineRule({
  id: 'headless-no-user-site',
  topic: 'sessions',
  on: 'container',
  types: ['headless'],
  severity: 'info',
  why: 'What a user has once installed with pip --user lies in the home folder for ever, and Python takes it before what the image brings: the same job gives another result.',
  fix: 'Add ENV PYTHONNOUSERSITE=1.',
  source: 'container-rules.md §2 C25',
  check: ({ container }) => {
    if (!ran(container).some(({ command }) => pipInstalled(command)?.length)) return notApplicable;
    return sure(container.env('PYTHONNOUSERSITE'))
      ? pass
      : fail([{ message: 'PYTHONNOUSERSITE is not set, so packages of the home folder come first' }]);
  },
});
