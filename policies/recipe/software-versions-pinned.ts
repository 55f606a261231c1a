import { defineRule } from '../../src/check/rule';
import { pipInstalled } from '../../src/check/view/package-manager';
import { at, eachRan } from '../../src/check/view/ran';

export const softwareVersionsPinned = defineRule({
  id: 'software-versions-pinned',
  topic: 'recipe',
  on: 'container',
  severity: 'warning',
  why: 'Software without a version is another one at every build.',
  fix: 'Name the version: numpy==1.26.0.',
  source: '002_94f43e463315a6da.txt "Use specific software version of everything"; container-rules.md §1g',
  check: ({ container }) =>
    eachRan(container, (one) =>
      (pipInstalled(one.command) ?? []).flatMap((word) => {
        if (word === undefined || PINNED.test(word) || TOOLS.has(word)) return [];
        return [at(one, `pip installs ${word} in whatever version there is`)];
      }),
    ),
});

/** A version, a file, an archive, a commit. */
const PINNED = /===?[^*]+$|^[./]|\.whl$|\.tar\.gz$|^git\+.*@[^/]+$|^https?:|\/$/;
const TOOLS = new Set(['pip', 'setuptools', 'wheel']);
