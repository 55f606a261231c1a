import { defineRule, fail, notApplicable, pass, unknown } from '../../src/check/rule';

export const harborTypeLabel = defineRule({
  id: 'harbor-type-label',
  topic: 'registry',
  on: 'artifact',
  severity: 'error',
  why: 'An image without a label of a session type is never listed.',
  fix: 'Give the artifact the label of its type in the registry.',
  source:
    '000_b288e323437a5df4.txt "Must be labeled as headless in Harbor"; 001_866ce0400a9f33b4.txt; container-rules.md §1f',
  check: ({ labels, named, contract }) => {
    if (labels === undefined) return named ? notApplicable : unknown('the labels of the artifact are not known');
    if (labels.some((label) => contract.types.includes(label))) return pass;
    return fail([{ message: `it has the labels ${labels.join(', ') || '(none)'}, and none is a session type` }]);
  },
});
