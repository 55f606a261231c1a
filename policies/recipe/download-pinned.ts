import { defineRule } from '../../src/check/rule';
import { at, eachRan } from '../../src/check/view/ran';

export const downloadPinned = defineRule({
  id: 'download-pinned',
  topic: 'recipe',
  on: 'container',
  severity: 'warning',
  why: 'An address without a version brings another file at every build.',
  fix: 'Fetch a version, and check its sum.',
  source: '002_94f43e463315a6da.txt; container-rules.md §1g',
  check: ({ container }) =>
    eachRan(container, (one) => {
      if (one.command.name !== 'wget' && one.command.name !== 'curl') return [];
      return one.command.arguments.flatMap((word) => {
        if (word === undefined || !/^(?:https?|ftp):/.test(word)) return [];
        if (/github\.com\/[^/]+\/[^/]+\/blob\//.test(word)) return [at(one, `${word} is a web page, not the file`)];
        const moves =
          /\blatest\b|\/(?:main|master|HEAD|develop|nightly)(?:\/|\.|$)/i.test(word) ||
          !/\d/.test(word.replace(/^[a-z]+:\/\/[^/]+/, ''));
        return moves ? [at(one, `${word} names no version`)] : [];
      });
    }),
});
