import { sure } from '../../src/check/facts';
import { defineRule, fail, notApplicable } from '../../src/check/rule';
import { SESSION_TYPES } from '../../src/check/session-contract';
import { startOf } from '../../src/check/view/session-start';

export const initOnlyDesktopApp = defineRule({
  id: 'init-only-desktop-app',
  topic: 'startup',
  on: 'container',
  types: SESSION_TYPES.filter((type) => type !== 'desktop-app'),
  severity: 'info',
  why: 'Sessions of these types never call the scripts in /skaha.',
  fix: 'Name the script in ENTRYPOINT or CMD, or remove it.',
  source: 'container-rules.md §1d, §2 C7 C10',
  check: ({ container, types }) => {
    if (types.includes('desktop-app')) return notApplicable;
    const start = startOf(container);
    const named = start?.arguments.join(' ') ?? '';
    const dead = ['/skaha/init.sh', '/skaha/startup.sh']
      .filter((path) => !named.includes(path))
      .map((path) => sure(container.file(path)));
    return fail(
      dead.flatMap((entry) =>
        entry
          ? [
              {
                message: `nothing starts ${entry.path} in a ${types.join(' or ')} session`,
                ...(entry.place ? { place: entry.place } : {}),
              },
            ]
          : [],
      ),
    );
  },
});
