import { defineRule } from '../../src/check/rule';
import { eachScript } from '../../src/check/view/each-script';

export const noHardcodedPaths = defineRule({
  id: 'no-hardcoded-paths',
  topic: 'filesystem',
  on: 'container',
  severity: 'info',
  why: 'A path of one user or project works for nobody else.',
  fix: 'Take it from a variable or an argument.',
  source: '000_b288e323437a5df4.txt "Don\'t hardcode paths"; container-rules.md §1c',
  check: ({ container }) =>
    eachScript(container, ({ text }) => {
      const [path] = /\/arc\/(?:home|projects)\/[\w.-]+/.exec(text) ?? [];
      return path === undefined ? undefined : `names ${path}`;
    }),
});
