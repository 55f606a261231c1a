import { sure } from '../../src/check/facts';
import { defineRule, fail, notApplicable, pass } from '../../src/check/rule';

export const baseRefResolves = defineRule({
  id: 'base-ref-resolves',
  topic: 'base',
  on: 'container',
  severity: { documented: 'warning', current: 'error' },
  why: 'A name without a host is looked up on Docker Hub, where images of the platform are not.',
  fix: 'Write the host: images.canfar.net/skaha/...',
  source: '000_b288e323437a5df4.txt; container-rules.md §1a',
  check: ({ container, contract }) => {
    const [base] = sure(container.bases);
    if (base === undefined) return notApplicable;
    if (!/^skaha\//.test(base.written)) return pass;
    const message = `${base.written} names no registry, so Docker Hub is asked, not ${contract.registries.join(', ')}`;
    return fail([{ message, ...(base.place ? { place: base.place } : {}) }]);
  },
});
