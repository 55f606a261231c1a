import { defineRule } from '../../src/check/rule';
import { at, eachRan } from '../../src/check/view/ran';

export const noImageUidInPosixRange = defineRule({
  id: 'no-image-uid-in-posix-range',
  topic: 'users',
  on: 'container',
  severity: 'warning',
  why: 'A user of the image with a number that the platform gives to people is taken for one of them.',
  fix: 'Give users of the image numbers below the range of the platform.',
  source: 'container-rules.md §1b (posix mapper)',
  check: ({ container, contract }) =>
    eachRan(container, (one) => {
      const { command } = one;
      if (command.name !== 'useradd' && command.name !== 'adduser') return [];
      const option = command.arguments.findIndex((word) => word === '-u' || word === '--uid');
      const uid = Number(command.arguments[option + 1] ?? Number.NaN);
      if (option < 0 || !(uid >= contract.firstUid) || uid === 65_534) return [];
      return [at(one, `the user has the number ${uid}; those from ${contract.firstUid} belong to the platform`)];
    }),
});
