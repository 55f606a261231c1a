import { defineRule, fail, notApplicable, pass, unknown } from '../../src/check/rule';

export const tagOrders = defineRule({
  id: 'tag-orders',
  topic: 'registry',
  on: 'artifact',
  severity: 'info',
  why: 'One program sorts tags as texts and another as numbers; where they differ, users see two "newest" versions.',
  fix: 'Write numbers with the same number of digits.',
  source: 'container-rules.md §1f (build-menu.sh)',
  check: ({ tags, otherTags, named }) => {
    if (otherTags === undefined)
      return named ? notApplicable : unknown('the other tags of the repository are not known');
    const all = [...new Set([...tags, ...otherTags])].filter((tag) => /^v?\d+(?:\.\d+)*$/.test(tag));
    const asText = all.toSorted((a, b) => (a < b ? -1 : a > b ? 1 : 0));
    const asNumbers = all.toSorted((a, b) => a.localeCompare(b, 'en', { numeric: true }));
    const at = asText.findIndex((tag, index) => tag !== asNumbers[index]);
    return at < 0 ? pass : fail([{ message: `as texts ${asText[at]} comes where ${asNumbers[at]} comes as a number` }]);
  },
});
