import { defineRule, fail, pass } from '../../src/check/rule';
import { isShell, STARTS_IMAGE, startOf } from '../../src/check/view/session-start';

export const contributedEntrypoint = defineRule({
  id: 'contributed-entrypoint',
  topic: 'sessions',
  on: 'container',
  types: STARTS_IMAGE,
  severity: { documented: 'warning', current: 'error' },
  why: 'The platform gives these sessions no command: what the image starts is the session.',
  fix: 'Name the server in ENTRYPOINT or CMD.',
  source: 'container-rules.md §1e (launch-contributed.yaml), §2 C6',
  check: ({ container, types }) => {
    const asked = types.filter((type) => STARTS_IMAGE.includes(type));
    // A command that is no shell is started, by itself or by whatever entrypoint the base has.
    const { cmd } = container;
    if (cmd.known && cmd.value && !isShell(cmd.value)) return pass;
    const start = startOf(container);
    if (start === undefined)
      return fail([{ message: `it starts nothing, and a ${asked.join(' or ')} session is what the image starts` }]);
    if (!isShell(start)) return pass;
    const place = container.cmd.known ? container.cmd.place : undefined;
    return fail([
      {
        message: `it starts a shell (${start.arguments.join(' ')}) that waits for nobody`,
        ...(place ? { place } : {}),
      },
    ]);
  },
});
