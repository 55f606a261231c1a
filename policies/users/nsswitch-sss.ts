import { sure } from '../../src/check/facts';
import { defineRule, type Fault, fail } from '../../src/check/rule';
import { nameServices } from '../../src/check/view/name-services';

export const nsswitchSss = defineRule({
  id: 'nsswitch-sss',
  topic: 'users',
  on: 'container',
  severity: { documented: 'error', current: 'warning' },
  why: 'Without sss the names of groups are not looked up: a user sees numbers only.',
  fix: 'Add sss to passwd, shadow and group of /etc/nsswitch.conf; on Debian and Ubuntu, installing libnss-sss does it.',
  source: '001_866ce0400a9f33b4.txt; container-rules.md §1b, §2 C1 C2',
  check: ({ container }) => {
    const text = sure(container.text(PATH));
    if (text === undefined) return fail([{ message: `there is no ${PATH}, so the defaults without sss hold` }]);
    const { file } = { file: container.file(PATH) };
    const place = file.known ? (file.value?.place ?? file.place) : undefined;
    const databases = nameServices(text);
    return fail(
      ['passwd', 'shadow', 'group'].flatMap((name): Fault[] => {
        const [found, twice] = databases.filter(({ database }) => database === name);
        const fault = (message: string): Fault => ({
          message: `${PATH}: ${message}`,
          strength: 'inferred',
          ...(place ? { place } : {}),
        });
        if (found && twice) return [fault(`${name} is named twice, and C libraries differ in which one they read`)];
        if (found?.asked.includes('sss')) return [];
        if (found?.services.includes('sss'))
          return [fault(`${name} stops at [NOTFOUND=return] before it comes to sss`)];
        return [
          fault(
            `${found ? `${name} asks ${found.services.join(' ') || 'nothing'}` : `${name} is not named`}, and not sss`,
          ),
        ];
      }),
    );
  },
});

const PATH = '/etc/nsswitch.conf';
