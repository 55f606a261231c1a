import { defineRule, fail } from '../../src/check/rule';

export const labelDescriptionVersion = defineRule({
  id: 'label-description-version',
  topic: 'registry',
  on: 'container',
  severity: 'info',
  why: 'A catalogue shows what the labels say.',
  fix: 'Add LABEL description="..." version="..." to the recipe.',
  source: '000_b288e323437a5df4.txt "LABEL description="; container-rules.md §1f',
  check: ({ container }) => {
    const own = new Set(container.labels.map(({ name }) => name.replace('org.opencontainers.image.', '')));
    return fail(
      ['description', 'version']
        .filter((name) => !own.has(name))
        .map((name) => ({ message: `no label gives a ${name}` })),
    );
  },
});
