import { type Container, sure } from '../../src/check/facts';
import { defineRule, fail, notApplicable, pass, unknown } from '../../src/check/rule';
import { closedAbove } from '../../src/check/view/reach';
import { startedBy, startOf } from '../../src/check/view/session-start';

export const cmdTargetExists = defineRule({
  id: 'cmd-target-exists',
  topic: 'startup',
  on: 'container',
  severity: { documented: 'warning', current: 'error' },
  why: 'A container whose command is not there ends at once.',
  fix: 'Copy the file, make it executable, or correct its name.',
  source: '001_866ce0400a9f33b4.txt; container-rules.md §1d',
  check: ({ container }) => {
    const start = startOf(container);
    if (start === undefined) return notApplicable;
    const place =
      container.entrypoint.known && container.entrypoint.value
        ? container.entrypoint.place
        : container.cmd.known
          ? container.cmd.place
          : undefined;
    const found = place ? { place } : {};
    const [text = ''] = start.arguments;
    if (start.shell && NO_LIST.test(text))
      return fail([{ message: `"${text}" is no list in JSON, so a shell looks for a program of that name`, ...found }]);
    const { program, read, shell } = sure(startedBy(container, start));
    const through = shell === undefined ? undefined : sure(entryOf(container, shell));
    if (shell !== undefined && through === undefined) return fail([{ message: `${shell} is not there`, ...found }]);
    if (program === '' || program.includes('$'))
      return unknown(`what "${start.arguments.join(' ')}" starts is not known`);
    const entry = sure(entryOf(container, program));
    if (entry === undefined) return fail([{ message: `${program} is not there`, ...found }]);
    const closed = program.startsWith('/') ? closedAbove(container, program) : [];
    if (closed.length > 0) return fail(closed);
    if (read || !entry.mode.known || (entry.mode.value & 0o1) === 1) return pass;
    return fail([
      { message: `${program} has the mode ${entry.mode.value.toString(8)}, so users cannot run it`, ...found },
    ]);
  },
});

const entryOf = (container: Container, program: string) =>
  program.startsWith('/') ? container.file(program) : container.command(program);

/** What looks like a list and is none: `['a', 'b']`, `["a", "b",]`. */
const NO_LIST = /^\[\s*(?:['"\u2018\u201c][^\]]*,|['"\u2018\u201c](?<=\[.))/;
