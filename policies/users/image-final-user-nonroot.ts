import { sure } from '../../src/check/facts';
import { defineRule, fail, pass } from '../../src/check/rule';

export const imageFinalUserNonroot = defineRule({
  id: 'image-final-user-nonroot',
  topic: 'users',
  on: 'container',
  severity: 'warning',
  why: 'Other platforms run an image as the user that it names; here the platform sets the user anyway.',
  fix: 'End the recipe with USER and a user that is not root.',
  source: '000_b288e323437a5df4.txt "Switch back to non-root user"; container-rules.md §1b, §2 C19',
  check: ({ container }) => {
    const { user } = container;
    const name = sure(user).split(':')[0]?.trim() ?? '';
    if (name !== '' && name !== 'root' && !/^0+$/.test(name)) return pass;
    const place = user.known ? user.place : undefined;
    return fail([
      {
        message: name === '' ? 'no user is set, so it runs as root' : `it runs as ${name}`,
        ...(place ? { place } : {}),
      },
    ]);
  },
});
