import { defineRule, fail } from '../../src/check/rule';

export const tagScheme = defineRule({
  id: 'tag-scheme',
  topic: 'registry',
  on: 'artifact',
  severity: 'warning',
  why: 'A tag that names no version tells nobody what is in it.',
  fix: 'Use a version, YYYY.MM, git-<hash>, latest or dev.',
  source: '000_b288e323437a5df4.txt "Container Tags and Versioning"; container-rules.md §1f, §2 C16',
  check: ({ tags }) =>
    fail(
      tags
        .filter((tag) => !SCHEMES.some((scheme) => scheme.test(tag)))
        .map((tag) => ({ message: `the tag ${tag} is no version` })),
    ),
});

const SCHEMES = [
  /^(?:latest|dev)$/,
  /^(?:\d{4}|\d{2})\.(?:0[1-9]|1[0-2])(?:[.-]\w[\w.-]*)?$/,
  /^git-[0-9a-f]{7,40}$/,
  /^[0-9a-f]{7,40}$/,
  /^v?\d+(?:\.\d+){0,3}(?:[-.][\w.-]+)?$/,
  /^[a-z0-9.]+-py\d\.\d+$/,
];
