import { defineRule, fail, pass, unknown } from '../../src/check/rule';

export const imageSizeBudget = defineRule({
  id: 'image-size-budget',
  topic: 'registry',
  on: 'artifact',
  severity: 'info',
  why: 'A large image is pulled for minutes on every node that starts it first.',
  fix: 'Leave out what no session needs; build in a stage of its own.',
  source: '000_b288e323437a5df4.txt "keep images smaller"; container-rules.md §1f',
  check: ({ size, contract }) => {
    if (size === undefined) return unknown('the size of its layers is not known');
    return size <= contract.imageSize
      ? pass
      : fail([
          {
            message: `its layers have ${(size / 1e9).toFixed(1)} GB, more than ${(contract.imageSize / 1e9).toFixed(1)}`,
          },
        ]);
  },
});
