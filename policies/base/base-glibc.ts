import { sure } from '../../src/check/facts';
import { defineRule, fail, notApplicable, pass } from '../../src/check/rule';

export const baseGlibc = defineRule({
  id: 'base-glibc',
  topic: 'base',
  on: 'container',
  severity: 'warning',
  why: 'The musl library does not read nsswitch.conf, so names from the directory never show, and most scientific wheels are built for glibc.',
  fix: 'Start from a distribution with glibc.',
  source: 'container-rules.md §1a',
  check: ({ container }) => {
    const found = sure(container.distribution);
    if (found === undefined) return notApplicable;
    return found.id === 'alpine' ? fail([{ message: 'Alpine has musl in place of glibc' }]) : pass;
  },
});
