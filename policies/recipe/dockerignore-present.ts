import { sure } from '../../src/check/facts';
import { defineRule, fail, notApplicable, pass } from '../../src/check/rule';

export const dockerignorePresent = defineRule({
  id: 'dockerignore-present',
  topic: 'recipe',
  on: 'container',
  severity: 'info',
  why: 'Without it, everything beside the recipe is sent to the builder, and COPY . takes it into the image.',
  fix: 'Write a .dockerignore with .git, tests and docs.',
  source: '000_b288e323437a5df4.txt "Use .dockerignore"; 004_b0408a3ce71bc641.txt; container-rules.md §1g',
  check: ({ container }) => {
    const copies = container.history.filter(
      ({ instruction, text }) =>
        (instruction === 'COPY' || instruction === 'ADD') && /^(?:--\S+\s+)*\.\/?\s/.test(`${text} `),
    );
    if (copies.length === 0) return notApplicable;
    const beside = sure(container.beside);
    // A folder that was read with its .dockerignore has no .git in it.
    if (beside.some((path) => /(?:^|\/)[\w.-]*\.?dockerignore$/.test(path))) return pass;
    return fail(
      copies.map(({ place }) => ({
        message: 'everything beside the recipe is copied, and no .dockerignore leaves anything out',
        ...(place ? { place } : {}),
      })),
    );
  },
});
