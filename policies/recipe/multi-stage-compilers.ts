import { type Container, sure } from '../../src/check/facts';
import { defineRule, type Fault, fail } from '../../src/check/rule';
import { familyOf, installed } from '../../src/check/view/package-manager';
import { at, eachRan, operands } from '../../src/check/view/ran';

export const multiStageCompilers = defineRule({
  id: 'multi-stage-compilers',
  topic: 'recipe',
  on: 'container',
  severity: 'info',
  why: 'Compilers make an image large, and most sessions never use them.',
  fix: 'Build in a stage of its own, and copy the result.',
  source: '000_b288e323437a5df4.txt "Multi-Stage Builds"; container-rules.md §1g',
  check: ({ container }) => {
    // An image shows what is installed, whoever did it.
    if (container.recipe === undefined) return fail(installedIn(container));
    return eachRan(container, (one, all) => {
      const found = installed(one.command).filter((name) => name !== undefined && COMPILERS.has(name));
      if (found.length === 0) return [];
      const removed = all.some(
        ({ command }) =>
          familyOf(command) !== undefined &&
          /^(remove|purge|autoremove|erase|del)$/.test(operands(command)[0] ?? '') &&
          found.some((name) => command.arguments.includes(name)),
      );
      return removed ? [] : found.map((name) => at(one, `${name} is in the image that is shipped`));
    });
  },
});

const installedIn = (container: Container): readonly Fault[] =>
  [...COMPILERS].flatMap((name) => {
    const found = sure(container.package(name));
    const { place } = found ?? {};
    return found ? [{ message: `${name} is in the image that is shipped`, ...(place ? { place } : {}) }] : [];
  });

const COMPILERS = new Set(['build-essential', 'gcc', 'g++', 'gcc-c++', 'gfortran', 'gcc-gfortran', 'cmake', 'make']);
