import { type Container, type FileEntry, sure } from '../../src/check/facts';
import { type Answer, defineRule, fail, pass } from '../../src/check/rule';
import { pipInstalled } from '../../src/check/view/package-manager';
import { at, eachRan, ranOrHeld } from '../../src/check/view/ran';

export const noBuildUserSite = defineRule({
  id: 'no-build-user-site',
  topic: 'filesystem',
  on: 'container',
  severity: 'warning',
  why: 'What is installed for the user of the build is not there for the user of a session.',
  fix: 'Install for everybody: without --user, into /opt or /usr/local.',
  source: '000_b288e323437a5df4.txt; container-rules.md §1c, §2 C25',
  check: ({ container }) => {
    const built = eachRan(container, (one) => {
      const { command } = one;
      if (command.name === 'conda' && command.arguments[0] === 'init')
        return [at(one, 'conda init changes a dotfile of the user of the build')];
      return command.arguments.includes('--user') &&
        (pipInstalled(command) !== undefined || command.arguments.includes('ipykernel'))
        ? [at(one, 'it is installed for the user of the build only')]
        : [];
    });
    return ranOrHeld(container, built, shown);
  },
});

/** What an image holds for one user, whoever installed it. */
function shown(container: Container): Answer {
  const isInstalled = ({ path, kind }: FileEntry) => kind === 'file' && USER_SITE.test(path);
  const [found] = ['/root', '/home'].flatMap((path) => sure(container.below(path, isInstalled)));
  if (found === undefined) return pass;
  const [folder = found.path] = found.path.match(USER_SITE) ?? [];
  return fail([
    { message: `${folder} is installed for one user only`, ...(found.place ? { place: found.place } : {}) },
  ]);
}

const USER_SITE = /^.*\/\.local\/(?:lib\/python[\d.]+\/site-packages|share\/jupyter\/kernels)\/[^/]+/;
