import { sure } from '../../src/check/facts';
import { defineRule, fail } from '../../src/check/rule';
import { eachOf } from '../../src/check/undecided';

export const labelMaintainer = defineRule({
  id: 'label-maintainer',
  topic: 'registry',
  on: 'container',
  severity: 'info',
  why: 'Somebody has to be asked when an image does not work.',
  fix: 'Add LABEL maintainer="you@example.org" to the recipe.',
  source: '000_b288e323437a5df4.txt "LABEL maintainer="; container-rules.md §1f',
  check: ({ container }) => {
    const own = container.labels.filter(
      ({ name }) => name === 'maintainer' || name === 'org.opencontainers.image.authors',
    );
    if (own.length === 0) return fail([{ message: 'no label names a maintainer' }]);
    return eachOf(own, ({ name, value, place }) =>
      /[^\s@<>]+@[^\s@<>]+\.[^\s@<>]+/.test(sure(value))
        ? []
        : [{ message: `the label ${name} has no address`, ...(place ? { place } : {}) }],
    );
  },
});
