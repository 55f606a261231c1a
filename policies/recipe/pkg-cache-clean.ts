import { type Container, sure } from '../../src/check/facts';
import { type Answer, defineRule, fail, pass } from '../../src/check/rule';
import { familyOf, installed } from '../../src/check/view/package-manager';
import { at, eachRan, hasOption, operands, ranOrHeld } from '../../src/check/view/ran';

export const pkgCacheClean = defineRule({
  id: 'pkg-cache-clean',
  topic: 'recipe',
  on: 'container',
  severity: 'warning',
  why: 'What a package manager downloads stays in the layer, also when a later layer deletes it.',
  fix: 'Clean up at the end of the same RUN: rm -rf /var/lib/apt/lists/*, or dnf clean all.',
  source: '000_b288e323437a5df4.txt "Clean up after installations"; container-rules.md §1g',
  check: ({ container }) => {
    const built = eachRan(container, (one, all) => {
      const family = familyOf(one.command);
      if (family === undefined || installed(one.command).length === 0 || hasOption(one.command, '--no-cache'))
        return [];
      const mates = all.filter(({ step }) => step === one.step);
      const after = mates.slice(mates.indexOf(one) + 1);
      // One finding for each RUN, at its last install.
      if (after.some(({ command }) => familyOf(command) === family && installed(command).length > 0)) return [];
      const cached = /--mount=type=cache/.test(one.step.text);
      const cleaned = after.some(({ command }) =>
        family === 'apt'
          ? command.name === 'rm' && command.arguments.some((word) => /^\/var\/lib\/apt(?:\/lists)?/.test(word ?? ''))
          : (familyOf(command) === family && operands(command)[0] === 'clean') ||
            (command.name === 'rm' && command.arguments.some((word) => /^\/var\/cache/.test(word ?? ''))),
      );
      return cleaned || cached ? [] : [at(one, `what ${one.command.name} downloads stays in the layer`)];
    });
    return ranOrHeld(container, built, shown);
  },
});

/** What an image holds of downloads, whoever left it there. */
function shown(container: Container): Answer {
  const below = ['/var/lib/apt/lists', '/var/cache/dnf', '/var/cache/yum'].map((path) => container.below(path));
  const left = below
    .flatMap((fact) => (fact.known ? fact.value : []))
    .find(({ path, kind }) => kind === 'file' && DOWNLOADED.test(path));
  if (left === undefined) for (const fact of below) sure(fact);
  const place = left?.place ? { place: left.place } : {};
  return left === undefined ? pass : fail([{ message: `${left.path} is in the image`, ...place }]);
}

const DOWNLOADED = /_(?:Packages|Sources|InRelease|Release)(?:\.\w+)?$|\.(?:solvx?|rpm|sqlite)$|\/repodata\/[^/]+$/;
