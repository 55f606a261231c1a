import { sure } from '../../src/check/facts';
import { defineRule, fail, notApplicable, pass } from '../../src/check/rule';
import { programOf, startOf } from '../../src/check/view/session-start';
import { startScript } from '../../src/check/view/start-script';

export const contributedBindAll = defineRule({
  id: 'contributed-bind-all',
  topic: 'sessions',
  on: 'container',
  types: ['contributed'],
  severity: { documented: 'warning', current: 'error' },
  why: 'A server that listens to itself only is not reached from outside its container.',
  fix: 'Listen on 0.0.0.0.',
  source: 'container-rules.md §1e',
  check: ({ container }) => {
    const start = startOf(container);
    if (start === undefined) return notApplicable;
    const program = sure(programOf(container, start));
    const script = program.startsWith('/') ? startScript(container, program) : undefined;
    const texts = [start.arguments.join(' '), ...(script?.commands.map(({ text }) => text) ?? [])];
    const found = texts.find((text) =>
      /(?:--?(?:host|bind|ip|address|listen|addr)[= ]|-b )["']?(?:127\.0\.0\.1|localhost)/.test(text),
    );
    return found === undefined ? pass : fail([{ message: `it listens to itself only: ${found}` }]);
  },
});
