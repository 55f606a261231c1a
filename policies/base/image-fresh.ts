import { defineRule, fail, pass, unknown } from '../../src/check/rule';

export const imageFresh = defineRule({
  id: 'image-fresh',
  topic: 'base',
  on: 'artifact',
  severity: 'info',
  why: 'An image that was built long ago has the security holes that were found since.',
  fix: 'Build the image again, on a base of today.',
  source: '000_b288e323437a5df4.txt "Check for updates monthly"; container-rules.md §1a',
  check: ({ pushed, container, today, contract }) => {
    const created = container?.created.known ? container.created.value : undefined;
    // A reproducible build says 1970; then the day of the push counts.
    const date = pushed ?? (created && created.getTime() > 86_400_000 * 365 ? created : undefined);
    if (date === undefined) return unknown('when it was built or pushed is not known');
    const days = Math.floor((today.getTime() - date.getTime()) / 86_400_000);
    return days <= contract.fresh ? pass : fail([{ message: `it is ${days} days old, more than ${contract.fresh}` }]);
  },
});
