import { defineRule, fail } from '../../src/check/rule';

export const projectAndRepoNames = defineRule({
  id: 'project-and-repo-names',
  topic: 'registry',
  on: 'artifact',
  severity: 'error',
  why: 'Names with capitals and underscores are hard to type, and harder to read in a menu.',
  fix: 'Use lower case, digits and hyphens.',
  source: 'container-rules.md §1f, §2 C30 (registry.md), §2 C30',
  check: ({ repository }) =>
    fail(
      repository
        .split('/')
        .filter((part) => !/^[a-z0-9]+(?:-[a-z0-9]+)*$/.test(part))
        .map((part) => ({ message: `${part} has more than lower case, digits and hyphens` })),
    ),
});
