import { sure } from '../../src/check/facts';
import { defineRule, fail } from '../../src/check/rule';
import { accountsIn } from '../../src/check/view/accounts';
import { at, eachRan } from '../../src/check/view/ran';

export const noImageUidInPosixRange = defineRule({
  id: 'no-image-uid-in-posix-range',
  topic: 'users',
  on: 'container',
  severity: 'warning',
  why: 'A user of the image with a number that the platform gives to people is taken for one of them.',
  fix: 'Give users of the image numbers below the range of the platform.',
  source: 'container-rules.md §1b (posix mapper)',
  check: ({ container, contract }) => {
    const taken = (uid: number) => uid >= contract.firstUid && !NOBODY.has(uid);
    const message = (uid: number, who = 'the user') =>
      `${who} has the number ${uid}; those from ${contract.firstUid} belong to the platform`;
    const passwd = container.text('/etc/passwd');
    // An image shows its accounts; a recipe adds to those of a base that is not seen.
    if (container.recipe === undefined) sure(passwd);
    if (passwd.known && passwd.value !== undefined) {
      const { place } = passwd;
      const found = accountsIn(passwd.value).filter(({ uid }) => taken(uid));
      return fail(found.map(({ name, uid }) => ({ message: message(uid, name), ...(place ? { place } : {}) })));
    }
    return eachRan(container, (one) => {
      const { command } = one;
      if (command.name !== 'useradd' && command.name !== 'adduser') return [];
      const option = command.arguments.findIndex((word) => word === '-u' || word === '--uid');
      const uid = Number(command.arguments[option + 1] ?? Number.NaN);
      return option >= 0 && taken(uid) ? [at(one, message(uid))] : [];
    });
  },
});

/** `nobody`, and what 32-bit systems and NFS call so. */
const NOBODY: ReadonlySet<number> = new Set([65_534, 4_294_967_294]);
