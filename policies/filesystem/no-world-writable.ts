import { type Container, type FileEntry, sure } from '../../src/check/facts';
import { type Answer, defineRule, fail, pass } from '../../src/check/rule';
import { at, eachRan, operands, ranOrHeld } from '../../src/check/view/ran';

export const noWorldWritable = defineRule({
  id: 'no-world-writable',
  topic: 'filesystem',
  on: 'container',
  severity: 'warning',
  why: 'What everybody may write, anybody may break.',
  fix: 'Give read and execute: chmod -R a+rX.',
  source: '000_b288e323437a5df4.txt "Use proper file permissions"; container-rules.md §1c',
  check: ({ container }) => {
    const built = eachRan(container, (one) => {
      const { command } = one;
      const mode =
        command.name === 'chmod'
          ? command.arguments.find((word) => word === undefined || !/^-[Rcfv]+$|^--/.test(word))
          : undefined;
      const paths = operands(command).slice(1);
      if (
        mode === undefined ||
        !(/^0?[0-7]?[0-7]{2}[2367]$/.test(mode) || /(?:^|,)[ugo]*(?:a|o)[ugo]*[+=][rxXst]*w/.test(mode))
      )
        return [];
      if (/^1[0-7]{3}$/.test(mode) || paths.every((path) => MEANT.test(path ?? ''))) return [];
      return [at(one, `chmod ${mode} lets everybody write ${paths.map((path) => path ?? '?').join(' ')}`)];
    });
    return ranOrHeld(container, built, shown);
  },
});

/** What everybody may write in an image, whoever made it so. */
function shown(container: Container): Answer {
  const open = sure(container.below('/', isOpen));
  const [first] = open;
  if (first === undefined) return pass;
  const others = open.length === 1 ? '' : `, and ${open.length - 1} more`;
  return fail([
    { message: `everybody may write ${first.path}${others}`, ...(first.place ? { place: first.place } : {}) },
  ]);
}

const isOpen = ({ path, kind, mode }: FileEntry): boolean =>
  (kind === 'file' || kind === 'folder') &&
  mode.known &&
  (mode.value & 0o002) !== 0 &&
  // In a sticky folder nobody removes what others own.
  (kind === 'file' || (mode.value & 0o1000) === 0) &&
  !MEANT.test(path);

/** For everybody by meaning; desktop sessions write the menus. */
const MEANT = /^\/(?:var\/)?tmp\b|^\/etc\/xdg\/menus/;
