import { defineRule, fail, notApplicable, pass } from '../../src/check/rule';
import { pipInstalled } from '../../src/check/view/package-manager';
import { ran } from '../../src/check/view/ran';

export const buildSelfTest = defineRule({
  id: 'build-self-test',
  topic: 'recipe',
  on: 'container',
  severity: 'info',
  why: 'A build that imports what it installed fails where the mistake is, not in a session.',
  fix: 'End with a RUN that imports or starts the software.',
  source: '000_b288e323437a5df4.txt "Test after updates"; container-rules.md §1g',
  check: ({ container }) => {
    const all = ran(container);
    if (!all.some(({ command }) => pipInstalled(command)?.length)) return notApplicable;
    const tests = all.some(
      ({ command: { name = '', arguments: words } }) =>
        (/^python/.test(name) && words[0] === '-c') || words.includes('--version') || name === 'pytest',
    );
    return tests ? pass : fail([{ message: 'nothing that was installed is tried when the image is built' }]);
  },
});
