import { sure } from '../../src/check/facts';
import { defineRule, fail, pass } from '../../src/check/rule';
import { accountsIn } from '../../src/check/view/accounts';

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
    const place = user.known ? user.place : undefined;
    if (name !== '' && name !== 'root' && !/^0+$/.test(name)) {
      if (/^\d+$/.test(name)) return pass;
      const passwd = container.text('/etc/passwd');
      // A second name of root is root; an image shows it.
      if (container.recipe === undefined) sure(passwd);
      const account = accountsIn((passwd.known && passwd.value) || '').find((one) => one.name === name);
      return account?.uid === 0
        ? fail([{ message: `it runs as ${name}, which is root under another name`, ...(place ? { place } : {}) }])
        : pass;
    }
    return fail([
      {
        message: name === '' ? 'no user is set, so it runs as root' : `it runs as ${name}`,
        ...(place ? { place } : {}),
      },
    ]);
  },
});
