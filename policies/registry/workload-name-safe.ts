import { defineRule, fail } from '../../src/check/rule';

export const workloadNameSafe = defineRule({
  id: 'workload-name-safe',
  topic: 'registry',
  on: 'artifact',
  severity: { documented: 'warning', current: 'error' },
  why: 'A session is named after its image, and Kubernetes refuses what is no DNS label.',
  fix: 'Shorten the name or the tag, and end it with a letter or a digit.',
  source: 'container-rules.md §1f (getImageName)',
  check: ({ repository, tags }) =>
    fail(
      tags.flatMap((tag) => {
        const name = `${repository.split('/').at(-1)}-${tag}`.toLowerCase().replace(/[:._]/g, '-');
        return /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/.test(name)
          ? []
          : [{ message: `the session would be named ${name}, which is no DNS label` }];
      }),
    ),
});
