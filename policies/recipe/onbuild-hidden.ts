import { sure } from '../../src/check/facts';
import { defineRule, fail } from '../../src/check/rule';

export const onbuildHidden = defineRule({
  id: 'onbuild-hidden',
  topic: 'recipe',
  on: 'container',
  severity: 'info',
  why: 'What ONBUILD keeps does nothing in a session of this image. It runs in recipes that build on it, whose text does not show it, and a check of such a recipe knows of it only when both are in one repository.',
  fix: 'Write the instructions into the recipes that need them, or say in the README what is kept.',
  source: 'container-rules.md §1f (recipes are the code); docker docs, Dockerfile reference, ONBUILD',
  check: ({ container: { onBuild } }) =>
    fail(
      sure(onBuild).map(({ instruction, text, place }) => ({
        message: `it keeps "${`${instruction} ${text}`.slice(0, 100)}" for recipes that build on it`,
        ...(place ? { place } : {}),
      })),
    ),
});
