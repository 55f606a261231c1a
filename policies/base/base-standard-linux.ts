import { sure } from '../../src/check/facts';
import { defineRule, fail, pass } from '../../src/check/rule';

export const baseStandardLinux = defineRule({
  id: 'base-standard-linux',
  topic: 'base',
  on: 'container',
  severity: 'error',
  why: 'Sessions need the tools and the files of a Linux distribution.',
  fix: 'Start from a distribution such as ubuntu, debian or rockylinux.',
  source: '001_866ce0400a9f33b4.txt; container-rules.md §1a',
  check: ({ container }) => {
    if (
      container.bases.known &&
      container.bases.value.length === 0 &&
      container.history.some(({ text }) => /^scratch\b/.test(text))
    ) {
      return fail([{ message: 'it is built from scratch, on no distribution' }]);
    }
    const found = sure(container.distribution);
    return found ? pass : fail([{ message: 'no distribution was found: there is no os-release' }]);
  },
});
