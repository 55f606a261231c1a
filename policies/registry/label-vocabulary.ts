import { defineRule, fail, notApplicable, unknown } from '../../src/check/rule';
import { lookalikes } from '../../src/check/view/distance';

export const labelVocabulary = defineRule({
  id: 'label-vocabulary',
  topic: 'registry',
  on: 'artifact',
  severity: 'warning',
  why: 'A label that looks like a session type and is none does nothing.',
  fix: 'Use the names of the session types exactly.',
  source: 'container-rules.md §1f (cache-images.sh), §2 C23',
  check: ({ labels, named, contract }) => {
    if (labels === undefined) return named ? notApplicable : unknown('the labels of the artifact are not known');
    return fail(
      labels
        .filter((label) => !contract.types.includes(label))
        .flatMap((label) => {
          const [type] = lookalikes(label, contract.types);
          return type === undefined
            ? []
            : [{ message: `the label ${label} is no session type; did you mean ${type}?` }];
        }),
    );
  },
});
