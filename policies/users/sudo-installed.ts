import { sure } from '../../src/check/facts';
import { defineRule, fail, pass } from '../../src/check/rule';

export const sudoInstalled = defineRule({
  id: 'sudo-installed',
  topic: 'users',
  on: 'container',
  severity: { documented: 'info', current: 'warning' },
  why: 'Sessions run without new privileges: sudo in an image promises what cannot be done.',
  fix: 'Leave sudo out; what needs root belongs into a RUN of the recipe.',
  source: 'container-rules.md §1b no-runtime-sudo, §2 C18',
  check: ({ container }) => {
    const found = container.package('sudo');
    // What a base brings is not the doing of this recipe.
    if (sure(found) === undefined || (found.known && found.strength === 'inherited')) return pass;
    const place = found.known ? (found.value?.place ?? found.place) : undefined;
    return fail([{ message: 'sudo is installed, and cannot work in a session', ...(place ? { place } : {}) }]);
  },
});
