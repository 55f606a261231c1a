import { sure } from '../../src/check/facts';
import { defineRule, fail, pass } from '../../src/check/rule';
import { programOf, REPLACES_START } from '../../src/check/view/session-start';
import { startScript } from '../../src/check/view/start-script';

export const entrypointIgnored = defineRule({
  id: 'entrypoint-ignored',
  topic: 'startup',
  on: 'container',
  types: REPLACES_START,
  severity: 'warning',
  why: 'The platform starts these sessions with its own command, so a set-up in ENTRYPOINT never runs.',
  fix: 'Put the environment into ENV, or into /skaha/startup.sh.',
  source: '001_866ce0400a9f33b4.txt "will be ignored on startup"; container-rules.md §1d, §2 C11',
  check: ({ container, types }) => {
    const { entrypoint } = container;
    const start = sure(entrypoint);
    if (start === undefined) return pass;
    const text = start.arguments.join(' ');
    const program = programOf(container, start);
    const script = program.known && program.value.startsWith('/') ? startScript(container, program.value) : undefined;
    const sets = script?.commands.some(
      ({ name = '', arguments: words }) => ['source', '.', 'export'].includes(name) || words[0] === 'activate',
    );
    if (!sets && !/\b(?:activate|conda run|source|export)\b/.test(text)) return pass;
    const place = entrypoint.known && entrypoint.place ? { place: entrypoint.place } : {};
    return fail([
      { message: `the environment is set in ENTRYPOINT, which a ${types.join(' or ')} session does not run`, ...place },
    ]);
  },
});
