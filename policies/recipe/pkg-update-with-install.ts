import { defineRule } from '../../src/check/rule';
import { familyOf, installed } from '../../src/check/view/package-manager';
import { at, eachRan, operands } from '../../src/check/view/ran';

export const pkgUpdateWithInstall = defineRule({
  id: 'pkg-update-with-install',
  topic: 'recipe',
  on: 'container',
  severity: 'warning',
  why: 'A builder keeps the layer of an old update, and the install then asks for packages that are gone.',
  fix: 'Write apt-get update && apt-get install in one RUN.',
  source: '000_b288e323437a5df4.txt "Bad - Separate RUN commands"; container-rules.md §1g, §2 C28',
  check: ({ container }) =>
    eachRan(container, (one, all) => {
      if (familyOf(one.command) !== 'apt' || installed(one.command).length === 0) return [];
      const before = all.slice(0, all.indexOf(one)).filter(({ step }) => step === one.step);
      const updates = before.some(({ command }) => familyOf(command) === 'apt' && operands(command)[0] === 'update');
      return updates ? [] : [at(one, 'packages are installed without an update in the same RUN')];
    }),
});
