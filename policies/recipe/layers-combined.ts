import { defineRule, fail, notApplicable } from '../../src/check/rule';
import { familyOf, installed } from '../../src/check/view/package-manager';

export const layersCombined = defineRule({
  id: 'layers-combined',
  topic: 'recipe',
  on: 'container',
  severity: 'info',
  why: 'Every RUN is a layer that is stored and pulled by itself.',
  fix: 'Join the RUNs of one package manager with &&.',
  source: '004_b0408a3ce71bc641.txt "Too many layers"; container-rules.md §1g',
  check: ({ container }) => {
    const families = container.history.map((step) => {
      const commands = step.commands?.known ? step.commands.value : [];
      const found = commands.find((command) => installed(command).length > 0);
      return { step, family: found && familyOf(found) };
    });
    if (!container.history.some(({ instruction }) => instruction === 'RUN')) return notApplicable;
    return fail(
      families.flatMap(({ step, family }, index) => {
        const before = families[index - 1];
        if (family === undefined || before?.family !== family || before.step === step) return [];
        return [
          { message: 'it installs packages like the RUN before it', ...(step.place ? { place: step.place } : {}) },
        ];
      }),
    );
  },
});
