import { sure } from '../../src/check/facts';
import { defineRule, fail, pass } from '../../src/check/rule';
import { nameServices } from '../../src/check/view/name-services';

export const nsswitchFiles = defineRule({
  id: 'nsswitch-files',
  topic: 'users',
  on: 'container',
  severity: { documented: 'warning', current: 'error' },
  why: 'The platform puts its users into /etc/passwd and /etc/group; a container that does not read these files has no user.',
  fix: 'Keep files in passwd and group of /etc/nsswitch.conf.',
  source: '000_b288e323437a5df4.txt; container-rules.md §1b (launch templates)',
  check: ({ container }) => {
    const text = sure(container.text(PATH));
    // Without the file, or without a line, the C library asks files.
    if (text === undefined) return pass;
    return fail(
      nameServices(text)
        .filter(({ database, asked }) => ['passwd', 'group'].includes(database) && !asked.some((one) => FILES.has(one)))
        .map(({ database, asked }) => ({
          message: `${PATH}: ${database} asks ${asked.join(' ') || 'nothing'}, and not files`,
        })),
    );
  },
});

const PATH = '/etc/nsswitch.conf';
const FILES = new Set(['files', 'compat']);
