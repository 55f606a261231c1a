import { defineRule } from '../../src/check/rule';
import { at, eachRan, operands } from '../../src/check/view/ran';

export const noWorldWritable = defineRule({
  id: 'no-world-writable',
  topic: 'filesystem',
  on: 'container',
  severity: 'warning',
  why: 'What everybody may write, anybody may break.',
  fix: 'Give read and execute: chmod -R a+rX.',
  source: '000_b288e323437a5df4.txt "Use proper file permissions"; container-rules.md §1c',
  check: ({ container }) =>
    eachRan(container, (one) => {
      const { command } = one;
      const mode =
        command.name === 'chmod'
          ? command.arguments.find((word) => word === undefined || !/^-[Rcfv]+$|^--/.test(word))
          : undefined;
      const paths = operands(command).slice(1);
      if (
        mode === undefined ||
        !(/^0?[0-7]?[0-7]{2}[2367]$/.test(mode) || /(?:^|,)[ugo]*(?:a|o)[ugo]*[+=][rxXst]*w|^\+[rx]*w/.test(mode))
      )
        return [];
      if (/^1[0-7]{3}$/.test(mode) || paths.every((path) => /^\/(?:var\/)?tmp\b|^\/etc\/xdg\/menus/.test(path ?? '')))
        return [];
      return [at(one, `chmod ${mode} lets everybody write ${paths.map((path) => path ?? '?').join(' ')}`)];
    }),
});
