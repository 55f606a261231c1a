import { sure } from '../../src/check/facts';
import { defineRule, fail, pass, unknown } from '../../src/check/rule';
import { programOf, textOf } from '../../src/check/view/session-start';
import { startScript } from '../../src/check/view/start-script';

export const headlessCmdPassthrough = defineRule({
  id: 'headless-cmd-passthrough',
  topic: 'sessions',
  on: 'container',
  types: ['headless'],
  severity: { documented: 'warning', current: 'error' },
  why: 'A headless session hands its arguments to what the image starts.',
  fix: 'Let ENTRYPOINT exec its arguments, or leave it out.',
  source: 'container-rules.md §1e (getHeadlessImageBundle)',
  check: ({ container }) => {
    const { entrypoint } = container;
    const start = sure(entrypoint);
    if (start === undefined) return pass;
    const place = entrypoint.known && entrypoint.place ? { place: entrypoint.place } : {};
    const text = textOf(start);
    if (start.shell || (text && !/\$\{?[@*1-9]/.test(text.text)))
      return fail([{ message: 'ENTRYPOINT is a text, which takes no arguments', ...place }]);
    if (text?.given.length === 0)
      return fail([{ message: 'ENTRYPOINT loses its first argument: what follows the text is $0', ...place }]);
    if (text) return pass;
    const program = programOf(container, start);
    if (program.known && (program.value === '' || /(?:^|\/)(?:start\.sh|docker-entrypoint\.sh)$/.test(program.value)))
      return pass;
    const script = program.known && program.value.startsWith('/') ? startScript(container, program.value) : undefined;
    if (script === undefined) return unknown(`whether ${start.arguments.join(' ')} runs its arguments is not known`);
    if (script.commands.some(({ text }) => /\$@/.test(text))) return pass;
    return fail([{ message: `${script.path} does not run its arguments`, ...place }]);
  },
});
