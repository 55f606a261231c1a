import { defineRule } from '../../src/check/rule';
import { answersYes, familyOf } from '../../src/check/view/package-manager';
import { at, eachRan, operands } from '../../src/check/view/ran';

export const pkgNoninteractive = defineRule({
  id: 'pkg-noninteractive',
  topic: 'recipe',
  on: 'container',
  severity: 'error',
  why: 'Nobody answers while an image is built.',
  fix: 'Add -y, or the option that answers yes.',
  source: '004_b0408a3ce71bc641.txt "cannot handle interactive prompts"; container-rules.md §1g',
  check: ({ container }) =>
    eachRan(container, (one) => {
      const { command } = one;
      const family = familyOf(command);
      const verb = operands(command)[0] ?? '';
      const conda =
        /^(conda|mamba|micromamba)$/.test(command.name ?? '') && /^(install|create|update|remove)$/.test(verb);
      const asks =
        (family !== undefined &&
          family !== 'apk' &&
          /^(install|upgrade|dist-upgrade|remove|purge|autoremove|groupinstall)$/.test(verb)) ||
        (family === 'rpm' && verb === 'update') ||
        conda;
      return !asks || answersYes(command) ? [] : [at(one, `${command.name} ${verb} asks before it goes on`)];
    }),
});
